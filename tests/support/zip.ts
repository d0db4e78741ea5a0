import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** Unpacked, in bytes. */
  size: number;
  /** As the zip has it, in MS-DOS format. */
  time: number;
  read(): Buffer;
}

/** The files of a zip by path, in the zip's order; for zips without encryption and below 4 GB. */
export function readZip(zip: Buffer): Map<string, ZipEntry> {
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  if (end < 0) throw new Error('expected the end of a central directory, got none');
  const files = new Map<string, ZipEntry>();
  let at = zip.readUInt32LE(end + 16);
  for (let count = zip.readUInt16LE(end + 10); count > 0; count--) {
    const [method, packed, size] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 20),
      zip.readUInt32LE(at + 24),
    ];
    const nameEnd = at + 46 + zip.readUInt16LE(at + 28);
    const header = zip.readUInt32LE(at + 42);
    const read = () => {
      const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28);
      const bytes = zip.subarray(start, start + packed);
      return method === 0 ? bytes : inflateRawSync(bytes);
    };
    files.set(zip.toString('utf8', at + 46, nameEnd), { size, time: zip.readUInt32LE(at + 12), read });
    at = nameEnd + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return files;
}

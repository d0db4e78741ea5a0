const [LF, CR, QUOTE, SPACE, BRACE] = [10, 13, 34, 32, 123];
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

/**
 * NDJSON or CSV without the records that have one of the texts in them, byte for byte. Lines end with LF, CR LF or CR; a
 * record of CSV goes on over a line break that is within quotes.
 * @param isMeant is asked about each of these records, and gets the first one of the file, which in CSV is the header
 */
export function withoutRecords(
  bytes: Buffer,
  texts: Iterable<string>,
  isMeant: (record: Buffer, first: Buffer) => boolean = () => true,
): { bytes: Buffer; erased: number } {
  const places = placesOf(bytes, texts);
  const kept: Buffer[] = [];
  let erased = 0;
  let first: Buffer | undefined;
  let [start, keptFrom, place] = [0, 0, 0];
  if (places.length > 0)
    for (const end of recordEnds(bytes)) {
      const record = bytes.subarray(start, end);
      first ??= record;
      let isNamed = false;
      for (; place < places.length && places[place]! < end; place++) isNamed = true;
      if (isNamed && isMeant(record, first)) {
        kept.push(bytes.subarray(keptFrom, start));
        keptFrom = end;
        erased++;
      }
      start = end;
    }
  return erased === 0
    ? { bytes, erased }
    : { bytes: Buffer.concat([...kept, bytes.subarray(keptFrom)]), erased };
}

/** Where the texts are, in order. */
function placesOf(bytes: Buffer, texts: Iterable<string>): number[] {
  const places: number[] = [];
  for (const text of texts)
    for (let at = bytes.indexOf(text); at !== -1; at = bytes.indexOf(text, at + text.length)) places.push(at);
  return places.sort((a, b) => a - b);
}

function* recordEnds(bytes: Buffer): Generator<number> {
  const hasQuotes = !isJson(bytes);
  // A quote within quotes is doubled, so that their number is even where a record ends. After one that is never closed
  // everything is one record: rather too much is erased than too little.
  let isOpen = false;
  let end = 0;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (byte === QUOTE && hasQuotes) isOpen = !isOpen;
    else if (!isOpen && (byte === LF || (byte === CR && bytes[i + 1] !== LF))) {
      end = i + 1;
      yield end;
    }
  }
  if (end < bytes.length) yield bytes.length;
}

function isJson(bytes: Buffer): boolean {
  let i = bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  while (bytes[i] === LF || bytes[i] === CR || bytes[i] === SPACE) i++;
  return bytes[i] === BRACE;
}

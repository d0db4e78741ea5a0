import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Files in PEM. */
export interface Certificate {
  /** Of the authority, which no machine knows. */
  authority: string;
  certificate: string;
  key: string;
}

/** A certificate for 127.0.0.1 for a day, of an authority of its own. */
export async function makeCertificate(directory: string): Promise<Certificate> {
  const openssl = (...args: string[]) => promisify(execFile)('openssl', args, { cwd: directory });
  await writeFile(join(directory, 'names'), 'subjectAltName=IP:127.0.0.1\n');
  const ca = ['-keyout', 'ca.key', '-out', 'ca.pem', '-days', '1', '-subj', '/CN=an authority of the tests'];
  await openssl('req', '-x509', ...KEY, ...ca);
  await openssl(
    'req',
    ...KEY,
    '-keyout',
    'server.key',
    '-out',
    'server.csr',
    '-subj',
    '/CN=a gateway of the tests',
  );
  const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '1', '-extfile', 'names'];
  await openssl('x509', '-req', '-in', 'server.csr', ...signed, '-out', 'server.pem');
  const file = (name: string) => join(directory, name);
  return { authority: file('ca.pem'), certificate: file('server.pem'), key: file('server.key') };
}

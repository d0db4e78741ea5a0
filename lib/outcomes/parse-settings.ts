import type { MemberReader } from './member-reader.ts';
import type { DatabaseSource, FileSource, HttpSource, Paging, QueueSource, SecretName } from './source.ts';

/** What each kind of source has of its own: the member of the same name. What is wrong goes to the reader. */
export const SETTINGS = {
  file: (reader: MemberReader): FileSource['file'] => ({
    format: reader.oneOf('format', ['ending', 'csv', 'ndjson', 'parquet'], 'ending'),
  }),
  database: (reader: MemberReader): DatabaseSource['database'] => ({
    url: parseSecret(reader, 'url'),
    query: reader.text('query', 'a query'),
    watermark: reader.text('watermark', 'a column of the query that never falls'),
    key: reader.text('key', 'a column of the query that is different in every row'),
    batch: reader.integer('batch', 1, 100_000, 5000),
    overlap_seconds: reader.has('overlap_seconds')
      ? reader.number('overlap_seconds', 0, 7 * 86_400)
      : undefined,
  }),
  queue: (reader: MemberReader): QueueSource['queue'] => ({
    broker: reader.oneOf('broker', ['sqs', 'kafka', 'rabbitmq'], 'sqs'),
    name: reader.text('name', 'the name of a queue or topic'),
  }),
  http: (reader: MemberReader): HttpSource['http'] => ({
    url: parseAddress(reader),
    headers: parseHeaders(reader),
    parameters: parseParameters(reader),
    rows: reader.has('rows') ? reader.text('rows') : '',
    paging: parsePaging(reader),
    timeout_seconds: reader.number('timeout_seconds', 0.1, 300, 10),
    max_bytes: reader.integer('max_bytes', 1, 256 * 1024 ** 2, 16 * 1024 ** 2),
  }),
};

/** Secrets are named, so that the file can be read by everyone who reads code. */
function parseSecret(reader: MemberReader, name: string): SecretName {
  const value = reader.take(name);
  if (typeof value !== 'object')
    return reader.refuse(name, 'where the secret is, {"env": …} or {"file": …}', typeof value) ?? { env: '' };
  const inner = reader.inner(name);
  const secret = inner.has('file')
    ? { file: inner.text('file') }
    : { env: inner.text('env', 'the name of an environment variable', /^[A-Za-z_]\w*$/) };
  inner.end();
  return secret;
}

const SECRET_PARAMETER = /(^|[_-])(key|token|secret|password|signature)$|apikey/i;

function parseAddress(reader: MemberReader): string {
  const url = reader.take('url');
  if (typeof url === 'string' && /^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    const { username, password, searchParams } = new URL(url);
    const secrets = [...searchParams.keys()].filter((name) => SECRET_PARAMETER.test(name));
    if (secrets.length > 0)
      return reader.refuse('url', 'secrets in parameters', `one named ${secrets.join(', ')}`) ?? '';
    if (username === '' && password === '') return url;
    return reader.refuse('url', 'an address without a password, which a header may have', 'one') ?? '';
  }
  return reader.refuse('url', 'an address http:// or https://', url) ?? '';
}

/** RFC 9110, 5.1. */
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]+$/;
/** A header that says who asks is a secret. */
const SECRET_HEADER = /^(proxy-)?authorization$|cookie|key|token|secret/i;

function parseHeaders(reader: MemberReader): HttpSource['http']['headers'] {
  const value = reader.take('headers');
  if (value === undefined) return {};
  const inner = reader.inner('headers');
  const names = typeof value === 'object' ? Object.keys(value!) : [];
  return Object.fromEntries(
    names.map((name) => {
      if (!HEADER_NAME.test(name)) reader.refuse('headers', 'names of headers', name);
      const isText = typeof inner.take(name) === 'string' && !SECRET_HEADER.test(name);
      return [name, isText ? inner.text(name) : parseSecret(inner, name)];
    }),
  );
}

function parseParameters(reader: MemberReader): HttpSource['http']['parameters'] {
  const value = reader.take('parameters');
  if (value === undefined) return {};
  const inner = reader.inner('parameters');
  const names = typeof value === 'object' ? Object.keys(value!) : [];
  return Object.fromEntries(names.map((name) => [name, parseSecret(inner, name)]));
}

function parsePaging(reader: MemberReader): Paging {
  if (!reader.has('paging')) return { by: 'none' };
  const inner = reader.inner('paging');
  const by = inner.oneOf('by', ['none', 'link', 'next', 'cursor', 'number']);
  const paging = readPaging(inner, by);
  inner.end();
  return paging;
}

function readPaging(reader: MemberReader, by: Paging['by']): Paging {
  switch (by) {
    case 'next':
      return { by, path: reader.text('path') };
    case 'cursor':
      return { by, path: reader.text('path'), parameter: reader.text('parameter') };
    case 'number':
      return { by, parameter: reader.text('parameter'), first: reader.integer('first', 0, 1, 1) };
    default:
      return { by };
  }
}

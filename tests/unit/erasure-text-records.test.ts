import { withoutRecords } from '../../lib/erasure/text-records.ts';

const IDS = new Set(['m.1', 'm.7']);

test.each([
  ['CSV', 'id,o\nm.1,0\nm.2,1\nm.7,0', 'id,o\nm.2,1\n', 2],
  [
    'a record over two lines',
    'id,o,note\nm.2,1,"a ""b""\nof m.3"\nm.7,1,"c\nd"\nm.4,1,e\n',
    'id,o,note\nm.2,1,"a ""b""\nof m.3"\nm.4,1,e\n',
    1,
  ],
  ['line breaks of Windows', 'id,o\r\nm.1,0\r\nm.2,1\r\n', 'id,o\r\nm.2,1\r\n', 1],
  ['quotes that are never closed', 'id,o\nm.2,0\nm.3,"x\nm.1,1\n', 'id,o\nm.2,0\n', 1],
  [
    'NDJSON, with quotes of its own',
    '{"id":"m.2","n":"a \\" b"}\n{"id":"m.1"}\n{"id":"m.3"}\n',
    '{"id":"m.2","n":"a \\" b"}\n{"id":"m.3"}\n',
    1,
  ],
  ['line breaks of old Macs', 'id,o\rm.1,0\rm.2,1\r', 'id,o\rm.2,1\r', 1],
  [
    'NDJSON with a byte order mark and an odd number of quotes',
    '\uFEFF{"id":"m.1","n":"5\\" pipe"}\n{"id":"m.3"}\n',
    '{"id":"m.3"}\n',
    1,
  ],
  ['other bytes than UTF-8', 'id,o\nm.2,\xff\nm.1,\xff\n', 'id,o\nm.2,\xff\n', 1],
  ['one that is named twice', 'id,o\nm.1,m.7 m.1\nm.2,0\n', 'id,o\nm.2,0\n', 1],
  ['nothing', '', '', 0],
])('%s', (_, text, left, erased) => {
  const encoding = text.includes('\xff') ? 'latin1' : 'utf8';
  const { bytes, erased: count } = withoutRecords(Buffer.from(text, encoding), IDS);
  expect({ text: bytes.toString(encoding), erased: count }).toEqual({ text: left, erased });
});

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
  ['nothing', '', '', 0],
])('%s', (_, text, left, erased) => {
  expect(withoutRecords(text, IDS)).toEqual({ text: left, erased });
});

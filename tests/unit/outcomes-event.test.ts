import { parseOutcomesEvent } from '../../lib/outcomes/event.ts';

const s3Record = (key: string) => ({
  eventSource: 'aws:s3',
  eventName: 'ObjectCreated:Put',
  s3: { object: { key } },
});

test.each([
  ['nothing', undefined, undefined],
  ['an empty event', {}, undefined],
  ['a schedule', { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }, undefined],
  ['a source by hand', { source: 'loans' }, ['loans']],
  [
    'an object, through EventBridge',
    {
      source: 'aws.s3',
      'detail-type': 'Object Created',
      detail: { bucket: { name: 'b' }, object: { key: 'outcomes-inbox/loans/a file.csv' } },
    },
    ['loans'],
  ],
  [
    'objects, from S3 itself',
    {
      Records: [
        s3Record('outcomes-inbox/loans/a+file%28.csv'),
        s3Record('outcomes-inbox/loans/b.csv'),
        s3Record('outcomes-inbox/churn/c/d.csv'),
      ],
    },
    ['loans', 'churn'],
  ],
  ['an object beside the folders', { Records: [s3Record('outcomes-inbox/file.csv')] }, []],
])('%s', (_, event: unknown, poll) => {
  expect(parseOutcomesEvent(event)).toEqual({ poll, files: JSON.stringify(event) !== '{"source":"loans"}' });
});

test.each([
  [
    { Records: [s3Record('archive/x.parquet')] },
    'expected an object below outcomes-inbox/<source>/, got "archive/x.parquet"',
  ],
  [
    { Records: [] },
    'expected a schedule, {"source": name} or objects in outcomes-inbox/, got {"Records":[]}',
  ],
  [{ Records: [{ eventSource: 'aws:sqs' }] }, 'expected a schedule'],
  [{ source: 'loans', date: '2026-11-21' }, 'expected a schedule'],
  [{ source: 7 }, 'expected a schedule'],
  ['text', 'got "text"'],
])('%j is none', (event, message) => {
  expect(() => parseOutcomesEvent(event)).toThrow(message);
});

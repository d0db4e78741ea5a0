import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ledger, ledgerPath, newestLedger } from '../../lib/simulate/ledger.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';

const HEADER = { model: 'm', url: 'http://a', began: '2026-11-21T07:00:00.000Z', seed: 's' };

test('a later run finds the predictions whose outcome was not accepted', async () => {
  const directory = await temporaryDirectory();
  const path = ledgerPath(directory, 'm', new Date(HEADER.began));
  const first = Ledger.create(path, HEADER);
  for (const [id, actual] of [
    ['a', 1],
    ['b', 'positive'],
    ['c', 0],
  ] as const)
    first.predicted(id, actual);
  first.accepted('a');
  const { ledger, header, open } = await Ledger.open(path);
  expect(header).toEqual(HEADER);
  expect(open).toEqual([
    { prediction_id: 'b', actual: 'positive' },
    { prediction_id: 'c', actual: 0 },
  ]);
  ledger.accepted('c');
  expect((await Ledger.open(path)).open).toEqual([{ prediction_id: 'b', actual: 'positive' }]);
  expect(() => Ledger.create(path, HEADER)).toThrow('EEXIST');
});

test('the last run of a model is found, and none of another', async () => {
  const directory = await temporaryDirectory();
  await expect(newestLedger(directory, 'm')).rejects.toThrow(
    'expected the ledger of an earlier run, got none',
  );
  const times = ['2026-11-21T09:00:00Z', '2026-11-21T10:00:00.001Z', '2026-11-21T10:00:00Z'];
  for (const time of times) Ledger.create(ledgerPath(directory, 'm', new Date(time)), HEADER);
  Ledger.create(ledgerPath(directory, 'n', new Date('2027-01-01')), HEADER);
  expect(await newestLedger(directory, 'm')).toBe(ledgerPath(directory, 'm', new Date(times[1]!)));
});

test.each([
  ['age,income\n3,4', 'expected a ledger, whose first line names a model and a url'],
  [`${JSON.stringify(HEADER)}\n{"prediction_id":"a","actual":1}\n{"pred`, 'a prediction_id in line 3'],
])('another file is no ledger: %s', async (text, message) => {
  const path = join(await temporaryDirectory(), 'x');
  await writeFile(path, text);
  await expect(Ledger.open(path)).rejects.toThrow(message);
});

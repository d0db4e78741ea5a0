// A process of its own that takes the files of an inbox in small steps, says so of each, and in the end what it did. After
// so many batches it waits to be killed, so that whoever kills it cannot come too late.
//   node tests/support/inbox-process.ts <folder of the store> <folder for its files> <batches>
import { readFile } from '../../lib/inbox/file-rows.ts';
import { takeFiles } from '../../lib/inbox/take-files.ts';
import { emptyReport } from '../../lib/outcomes/source-report.ts';
import { newId } from '../../lib/runtime/function-log.ts';
import { FileStore } from '../../lib/store/file.ts';
import { FILES, inboxContext } from './inbox.ts';
import { Clock, logEnvironment, openIngest } from './outcome-log.ts';

const [, , directory, tmp, batches] = process.argv as unknown as [string, string, string, string, string];
const SIZES = { window: { rows: 100, bytes: 1e6 }, batchRows: 20 };
const store = new FileStore(directory);
const clock = new Clock();
const environment = {
  ...logEnvironment('outcomes', store),
  newId,
  now: Date.now,
  random: Math.random,
};
const ingest = openIngest(store, clock, { environment });
const take = ingest.take.bind(ingest);
let taken = 0;
ingest.take = async (...args) => {
  const results = await take(...args);
  console.log('a batch is taken');
  if (++taken === Number(batches)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  return results;
};
const context = inboxContext(store, clock, tmp, { ingest, now: Date.now });
const entries = [];
for await (const entry of store.list('outcomes-inbox/files/')) entries.push(entry);
const report = emptyReport('files');
await takeFiles(context, FILES, entries, (file) => readFile(context, FILES, file), report, SIZES);
console.log(JSON.stringify(report));

import { readFile } from '../../lib/inbox/file-rows.ts';
import { takeFiles } from '../../lib/inbox/take-files.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import { emptyReport } from '../../lib/outcomes/source-report.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';
import { FILES, filesIn, inboxContext, refusalsIn } from '../support/inbox.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { Clock, readOutcomes, writePredictions } from '../support/outcome-log.ts';
import { seededRandom } from '../support/random.ts';

const FILE_COUNT = 120;

/** What a row of the file is made of, and what must become of it. */
interface Made {
  cells: Record<'id' | 'o' | 'p' | 't' | 'note', string>;
  /** A reason, or the outcome. */
  expected: string;
}

let predictions: PredictionRecord[];
let initial: Map<string, Uint8Array>;
let tmp: string;

beforeAll(async () => {
  tmp = await temporaryDirectory();
  const store = new MemoryStore();
  const labels = Array.from({ length: 20 }, (_, i) => ({ label: i % 2, model: i % 5 === 0 ? 'gone' : 'm' }));
  predictions = await writePredictions(store, labels);
  initial = store.objects;
});

type Random = () => number;
const pick = <T>(random: Random, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

const NOTES = ['', 'x', 'a, "b"', 'two\nlines', 'two\r\nlines', 'é\u2028', '; ', "'"];

function makeRow(random: Random): Made {
  const { id, model, label } = pick(random, predictions);
  const actual = pick(random, ['0', '1']);
  const cells = { id, o: actual, p: '', t: '', note: pick(random, NOTES) };
  const right = model === 'm' ? `${id}=${actual}` : 'unknown_model';
  const wrong = (change: Partial<Made['cells']>, expected: string): Made => ({
    cells: { ...cells, ...change },
    // What is wrong with the model is found before what is wrong with its class.
    expected: model === 'm' || !['unknown_class', 'contradiction'].includes(expected) ? expected : right,
  });
  switch (Math.floor(random() * 12)) {
    case 0:
      return wrong({ id: pick(random, ['', 'none', `${id}x`, id.toUpperCase(), 'm.1']) }, 'invalid_id');
    case 1:
      return wrong(
        { id: `m.2026110112.0003.k3v9x2ab7q.0.${Math.floor(random() * 9)}` },
        'unknown_prediction',
      );
    case 2:
      return wrong({ o: pick(random, ['2', 'yes', '0x1', '-']) }, 'unknown_class');
    case 3:
      return wrong({ p: String(1 - Number(label)) }, 'contradiction');
    case 4:
      return wrong({ t: pick(random, ['2026-02-30', 'soon', '2031-01-01', '17']) }, 'invalid_row');
    case 5:
      return { cells: { ...cells, p: String(label), t: '2026-11-21T10:00:00Z' }, expected: right };
    default:
      return { cells, expected: right };
  }
}

/** A file, and what must become of its rows by where they are. */
function makeFile(random: Random): { name: string; body: string; expected: Map<string, string> } {
  const isCsv = random() < 0.6;
  const end = pick(random, isCsv ? ['\n', '\r\n', '\r'] : ['\n', '\r\n']);
  const names = ['id', 'o', 'p', 't', 'note'].sort(() => random() - 0.5) as (keyof Made['cells'])[];
  const expected = new Map<string, string>();
  let body = random() < 0.3 ? '\uFEFF' : '';
  let line = 1;
  const add = (text: string) => {
    body += text + end;
    line += (text.match(/\r\n|[\r\n]/g) ?? []).length + 1;
  };
  const quoted = (text: string) =>
    /["\r\n,]/.test(text) || random() < 0.1 ? `"${text.replaceAll('"', '""')}"` : text;
  if (isCsv) add(names.join());
  for (let left = Math.floor(random() * 40); left > 0; left--) {
    const at = line;
    const broken = random() < 0.08;
    if (random() < 0.05) add('');
    else if (isCsv) {
      const { cells, expected: what } = makeRow(random);
      const text = names.map((name) => quoted(cells[name])).join() + (broken ? ',x' : '');
      add(text);
      expected.set(
        line - at > 1 ? `lines ${at} to ${line - 1}` : `line ${at}`,
        broken ? 'invalid_row' : what,
      );
    } else {
      const { cells, expected: what } = makeRow(random);
      const text = JSON.stringify(cells);
      add(broken ? pick(random, [text.slice(0, -1), `[${text}]`, '1', 'null']) : text);
      expected.set(`line ${at}`, broken ? 'invalid_row' : what);
    }
  }
  if (random() < 0.5 && body.endsWith(end)) body = body.slice(0, -end.length);
  return { name: isCsv ? 'a.csv' : 'a.ndjson', body, expected };
}

test(`${FILE_COUNT} random files, taken in random steps: each row is an outcome or a refusal that says where it is`, async () => {
  const random = seededRandom(17);
  let rows = 0;
  for (let i = 0; i < FILE_COUNT; i++) {
    const store = new MemoryStore();
    for (const [key, body] of initial) store.objects.set(key, body);
    const { name, body, expected } = makeFile(random);
    await store.put(`outcomes-inbox/files/${name}`, body);
    const isEmpty = name === 'a.ndjson' && expected.size === 0;
    const sizes = {
      window: { rows: 1 + Math.floor(random() * 30), bytes: random() < 0.3 ? 500 : 1e6 },
      batchRows: 1 + Math.floor(random() * 8),
    };
    for (let runs = 0; runs < 10; runs++) {
      const entries = [];
      for await (const entry of store.list('outcomes-inbox/')) entries.push(entry);
      if (entries.length === 0) break;
      const remainingMs = () => (runs < 5 && random() < 0.2 ? 0 : 90_000);
      const context = inboxContext(store, new Clock(), tmp, { remainingMs });
      await takeFiles(
        context,
        FILES,
        entries,
        (file) => readFile(context, FILES, file),
        emptyReport('files'),
        sizes,
      );
    }
    const { outcomes } = await readOutcomes(store);
    const taken = outcomes.map(({ prediction_id, actual }) => `${prediction_id}=${actual}`);
    const right = [...expected.values()].filter((what) => what.includes('='));
    expect({ i, taken: taken.sort() }).toEqual({ i, taken: right.sort() });
    const refused = (await refusalsIn(store)).map(({ at, reason }) => `${at} ${reason}`);
    const lines = refused.map((text) => Number(/\d+/.exec(text)?.[0]));
    expect({ i, lines }).toEqual({ i, lines: [...lines].sort((a, b) => a - b) });
    const wrong = [...expected].flatMap(([at, what]) => (what.includes('=') ? [] : `${at} ${what}`));
    if (isEmpty) wrong.push(`files/${name} invalid_file`);
    expect({ i, refused: refused.sort() }).toEqual({ i, refused: wrong.sort() });
    const folder = wrong.length > 0 ? 'rejected' : 'done';
    expect((await filesIn(store)).filter((key) => key.endsWith(name))).toEqual([
      `outcomes-${folder}/files/${name}`,
    ]);
    rows += expected.size;
  }
  expect(rows).toBeGreaterThan(1500);
});

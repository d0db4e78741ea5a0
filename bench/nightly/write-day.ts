import type { Cutter } from '../../lib/log/entry.ts';
import type { OutcomeRecord, PredictionRecord } from '../../lib/log/record.ts';
import { LogWriter } from '../../lib/log/writer.ts';
import { contribution } from '../../lib/metrics/contribution.ts';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import type { ModelFolder } from '../../lib/model/registry.ts';
import { openSession, type Session } from '../../lib/model/session.ts';
import { SEGMENT_LIMITS } from '../../lib/runtime/open.ts';
import { type Random, seededRandom } from '../../lib/statistics/random.ts';
import type { Store } from '../../lib/store/store.ts';
import { type Row, rowMaker } from './rows.ts';

/** Rows of a request: as many as fit into a segment. */
const BATCH = 130;
/** So many environments answer in turn. */
const ENVIRONMENTS = 4;
/** One prediction in so many gets an outcome, a minute later. */
const LABELLED = 5;
const DELAY_MS = 60_000;
const DAY_MS = 86_400_000;

interface Served {
  definition: ModelDefinition;
  session: Session;
  makeRow: (i: number) => Row;
}

/**
 * Writes a day of predictions, spread evenly, and their outcomes, by the code that writes the log. With several models,
 * each answers as many requests.
 * @param hasOutcomes without, there are predictions alone
 */
export async function writeDay(
  store: Store,
  folders: readonly ModelFolder[],
  date: string,
  predictions: number,
  hasOutcomes = true,
): Promise<void> {
  const random = seededRandom('a day');
  const served: Served[] = [];
  for (const folder of folders) {
    const session = await openSession(folder);
    served.push({ definition: folder.definition, session, makeRow: rowMaker(folder, random) });
  }
  const start = Date.parse(`${date}T00:00:00Z`);
  const clock = { time: start };
  const writers = Array.from({ length: ENVIRONMENTS }, () => openWriter(store, 'predict', clock, random));
  const feedback = openWriter(store, 'feedback', clock, random);
  let requests = 0;
  for (let done = 0; done < predictions; ) {
    clock.time = start + Math.floor((done / predictions) * (DAY_MS - DELAY_MS));
    const answers: ReturnType<typeof predict>[] = [];
    for (const writer of writers) {
      const model = served[requests++ % served.length]!;
      const rows = Array.from({ length: Math.min(BATCH, predictions - done) }, (_, i) =>
        model.makeRow(done + i),
      );
      done += rows.length;
      if (rows.length > 0) answers.push(predict(writer, model, rows));
    }
    const answered = (await Promise.all(answers)).flat();
    if (!hasOutcomes) continue;
    clock.time += DELAY_MS;
    await feedback.commit({
      cut: (cutter) => answered.filter((_, i) => i % LABELLED === 0).map((of) => outcome(of, cutter)),
    });
  }
}

interface Answered {
  prediction: PredictionRecord;
  actual: Row['actual'];
}

async function predict(
  writer: LogWriter,
  { definition, session }: Served,
  rows: readonly Row[],
): Promise<Answered[]> {
  const { name: model, version } = definition;
  const answers = await session.predict(rows.map(({ features }) => features));
  const cut = ({ time, id }: Cutter): PredictionRecord[] =>
    answers.map((answer, i) => ({
      type: 'prediction',
      id: id(model),
      time: new Date(time).toISOString(),
      model,
      version,
      features: rows[i]!.features,
      ...answer,
      ...(i === 0 && { request: { rows: rows.length, latency_us: 2_000 } }),
    }));
  const records = (await writer.commit({ cut })) as PredictionRecord[];
  return records.map((prediction, i) => ({ prediction, actual: rows[i]!.actual }));
}

function outcome({ prediction, actual }: Answered, { time: now, id }: Cutter): OutcomeRecord {
  const { model, time, version, features, label, score, probabilities } = prediction;
  return {
    type: 'outcome',
    id: id(model),
    time: new Date(now).toISOString(),
    model,
    prediction_id: prediction.id,
    source: 'api',
    confidence: 0.8,
    actual,
    prediction: { time, version, features, label, score, probabilities },
  };
}

/** The log of one environment without a gateway, whose clock is that of the day; only waiting moves it otherwise. */
function openWriter(store: Store, functionName: string, clock: { time: number }, random: Random): LogWriter {
  return new LogWriter({
    functionName,
    store,
    settings: { ...SEGMENT_LIMITS, idleMs: 90_000, commitDeadlineMs: 20_000, seedingMs: 1_000 },
    contribution,
    series: {},
    publish: async () => false,
    now: () => clock.time,
    random,
    newId: () => Array.from({ length: 10 }, () => Math.floor(random() * 36).toString(36)).join(''),
    sleep: async (ms) => {
      clock.time += Math.ceil(ms);
    },
  });
}

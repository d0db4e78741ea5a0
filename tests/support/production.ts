import type { FeatureValues, OutcomeRecord, PredictionRecord } from '../../lib/log/record.ts';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import { addDays } from '../../lib/nightly/dates.ts';
import type { Store } from '../../lib/store/store.ts';
import { outcomeRecord, predictionRecord, type Random, scoreOf, segmentText } from './nightly-fixture.ts';
import { seededRandom } from './random.ts';

export interface Production {
  predictions: PredictionRecord[];
  outcomes: OutcomeRecord[];
}

/**
 * Writes the logs of some days of one model: two versions, of which the older answers every fifth time; outcomes for
 * most predictions, some the next day, some twice, some contradicted by a better source.
 */
export async function produce(
  store: Store,
  { name, version }: ModelDefinition,
  dates: readonly string[],
  perDay: number,
  features: (random: Random, i: number) => FeatureValues,
): Promise<Production> {
  const random = seededRandom(5);
  const all: Production = { predictions: [], outcomes: [] };
  for (const date of dates) {
    const predictions = Array.from({ length: perDay }, (_, i) => {
      const id = `${name}-${date}-${String(Math.floor(random() * 1e9)).padStart(9, '0')}`;
      const of = i % 5 === 0 ? '0.9.0' : version;
      return predictionRecord(
        name,
        id,
        at(date, i),
        of,
        features(random, all.predictions.length + i),
        scoreOf(random),
      );
    });
    all.predictions.push(...predictions);
    predictions.forEach((prediction, i) => {
      if (i % 10 === 9) return;
      const received = i % 4 === 0 ? addDays(date, 1) : date;
      const actual = random() < 0.8 ? (prediction.label as number) : 1 - (prediction.label as number);
      const outcome = (number: number, confidence: number, said: number) =>
        outcomeRecord(prediction, {
          id: `o-${prediction.id}-${number}`,
          time: at(received, i + number),
          source: confidence > 0.8 ? 'review' : 'api',
          confidence,
          actual: said,
        });
      all.outcomes.push(outcome(0, 0.7, actual));
      if (i % 7 === 0) all.outcomes.push(outcome(1, 0.7, actual));
      if (i % 11 === 0) all.outcomes.push(outcome(2, 0.9, 1 - actual), outcome(3, 0.5, actual));
    });
  }
  await write(store, 'predict', all.predictions);
  await write(store, 'feedback', all.outcomes);
  return all;
}

const at = (date: string, i: number): string =>
  `${date}T${String(i % 24).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:07.${String(i % 1000).padStart(3, '0')}Z`;

async function write(store: Store, log: string, records: readonly { time: string }[]): Promise<void> {
  const byDay = Map.groupBy(records, ({ time }) => time.slice(0, 10));
  for (const [date, ofDay] of byDay)
    await store.put(`log/${log}/dt=${date}/hour=00/0001-abcdefghij-0.ndjson`, segmentText(ofDay));
}

/** The outcome that counts for each prediction, compared one by one: highest confidence, latest, highest id. */
export function resolveNaively(records: readonly OutcomeRecord[]): OutcomeRecord[] {
  const best = new Map<string, OutcomeRecord>();
  const rank = ({ confidence, time, id }: OutcomeRecord) => [confidence, time, id] as const;
  for (const record of records) {
    const other = best.get(record.prediction_id);
    const [a, b] = [rank(record), other && rank(other)];
    const wins = !b || a[0] > b[0] || (a[0] === b[0] && (a[1] > b[1] || (a[1] === b[1] && a[2] > b[2])));
    if (wins) best.set(record.prediction_id, record);
  }
  return [...best.values()];
}

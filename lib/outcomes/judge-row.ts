import type { PredictionRecord } from '../log/record.ts';
import type { RowReason } from '../metrics/reasons.ts';
import type { ClassLabel } from '../model/definition.ts';
import { classCell } from '../rows/cells.ts';
import { shown } from './cell-value.ts';
import type { JoinedRow } from './joined-row.ts';
import { classesOf } from './known-models.ts';
import type { Predicted } from './predicted.ts';
import type { OutcomeRow, RowRejection } from './row.ts';
import { isMapped, type OutcomeSource } from './source.ts';

/** What is written in an hour may be seen for so long afterwards. */
const VISIBLE_MS = 2 * 3600_000;

/** Whether a row with the prediction that was found for it is an outcome. @throws StoreUnavailableError */
export async function judgeRow(
  known: Predicted,
  source: OutcomeSource,
  row: OutcomeRow,
  prediction: PredictionRecord | undefined,
  now: number,
): Promise<JoinedRow | RowRejection> {
  const classes = prediction && (await classesOf(known, prediction));
  if (!classes) {
    if (known.models.has(row.model)) return unknownPrediction(known, row, now);
    const expected = [...known.models.keys()].join(', ');
    return reject(
      row,
      'unknown_model',
      `expected a prediction of ${expected}, got one of ${shown(row.model)}`,
    );
  }
  const columns = isMapped(source)
    ? { actual: source.mapping.outcome.column, predicted: source.mapping.predicted! }
    : {
        actual: source.kind === 'reviewer' ? 'validated_outcome' : 'actual_outcome',
        predicted: 'predicted_outcome',
      };
  const read = (value: unknown): ClassLabel | undefined =>
    isMapped(source) ? classCell({ classes }, value) : classes.find((label) => label === value);
  const notOne = (column: string, value: unknown): RowRejection => {
    const expected = classes.map((label) => JSON.stringify(label)).join(', ');
    return reject(row, 'unknown_class', `${column}: expected one of ${expected}, got ${shown(value)}`);
  };
  const actual = read(row.actual);
  if (actual === undefined) return notOne(columns.actual, row.actual);
  if (row.predicted !== undefined) {
    const claimed = read(row.predicted);
    if (claimed === undefined) return notOne(columns.predicted, row.predicted);
    if (claimed !== prediction.label) {
      const [expected, got] = [prediction.label, claimed].map((label) => JSON.stringify(label));
      return reject(
        row,
        'contradiction',
        `${columns.predicted}: expected ${expected}, which was answered, got ${got}`,
      );
    }
  }
  return { row, prediction, actual };
}

function unknownPrediction({ hashKey }: Predicted, row: OutcomeRow, now: number): RowRejection {
  const { subject, observed = now, since = now } = row;
  const oldest = now - VISIBLE_MS;
  if ('entityId' in subject) {
    const without =
      'expected a prediction_id, because this server has no DRIFTGATE_HASH_KEY to find entities by';
    if (!hashKey) return reject(row, 'invalid_id', `${without}, got an entity_id`);
    const detail = 'expected an entity that there is a prediction of before the outcome, got one without';
    return { ...reject(row, 'unknown_prediction', detail), retryable: Math.min(observed, since) >= oldest };
  }
  const [date, hour] = subject.place.hour.replace('dt=', '').split('/hour=');
  const detail = `expected the id of a prediction that was answered, got ${subject.predictionId}`;
  const start = Date.parse(`${date}T${hour}:00:00Z`);
  // Clocks differ, but nobody waits for an hour that is far ahead.
  const retryable = start >= oldest && start <= now + VISIBLE_MS;
  return { ...reject(row, 'unknown_prediction', detail), retryable };
}

const reject = ({ at, model }: OutcomeRow, reason: RowReason, detail: string): RowRejection => ({
  at,
  model,
  reason,
  detail,
  retryable: false,
});

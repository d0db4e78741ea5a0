import { seenIncreases } from '../local/increases.ts';
import {
  CORRECT,
  classOf,
  errorOf,
  OUTCOMES,
  PREDICTIONS,
  REQUESTS,
  rejectedOf,
  SUCCESS,
  Tally,
} from './tally.ts';

type Name = (labels: Record<string, string>) => string;

const QUERIES: [metric: string, job: string, name: Name][] = [
  ['model_requests_total', 'predict', () => REQUESTS],
  ['model_success_total', 'predict', () => SUCCESS],
  ['model_prediction_values_count', 'predict', () => PREDICTIONS],
  ['model_predictions_by_class_total', 'predict', (labels) => classOf(labels.class)],
  ['model_errors_total', 'predict', ({ reason }) => errorOf(reason!)],
  ['model_feedback_total', 'feedback', () => OUTCOMES],
  ['model_feedback_correct_total', 'feedback', () => CORRECT],
  ['outcomes_rejected_total', 'feedback', ({ reason }) => rejectedOf(reason!)],
];

/** The same counts, as Prometheus saw them grow. */
export async function prometheusCounts(prometheus: string): Promise<Tally> {
  const tally = new Tally();
  for (const [metric, job, name] of QUERIES) {
    const { increases } = await seenIncreases(prometheus, metric, job);
    for (const [key, value] of increases) {
      const labels = Object.fromEntries(JSON.parse(key.slice(key.indexOf(' ') + 1)) as [string, string][]);
      if (value > 0) tally.add(name(labels), labels.model!, value);
    }
  }
  return tally;
}

/** The value of a gauge now, or undefined when there is none. */
export async function gauge(prometheus: string, query: string): Promise<number | undefined> {
  const response = await fetch(`${prometheus}/api/v1/query?query=${encodeURIComponent(query)}`);
  const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
  const value = data.result[0]?.value[1];
  return value === undefined ? undefined : Number(value);
}

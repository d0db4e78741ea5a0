import {
  CORRECT,
  classOf,
  errorOf,
  OUTCOMES,
  PREDICTIONS,
  REQUESTS,
  rejectedOf,
  SUCCESS,
  type Tally,
} from './tally.ts';

/** One number of one model, as each of the three knows it. */
export interface Line {
  name: string;
  model: string;
  /** Undefined where a client cannot know it. */
  sent: number | undefined;
  log: number;
  prometheus: number;
}

const ORDER = [
  REQUESTS,
  SUCCESS,
  PREDICTIONS,
  classOf(''),
  errorOf(''),
  OUTCOMES,
  CORRECT,
  rejectedOf(''),
] as const;
const rank = ({ name }: { name: string }): number => ORDER.findLastIndex((prefix) => name.startsWith(prefix));

/** Every count that any of the three knows. */
export function compare(sent: Tally, log: Tally, prometheus: Tally): Line[] {
  const all = [sent, log, prometheus].flatMap((tally) => tally.entries());
  const distinct = new Map(all.map(({ name, model }) => [`${name} ${model}`, { name, model }]));
  return [...distinct.values()]
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
    .map(({ name, model }) => ({
      name,
      model,
      sent: sent.get(name, model),
      log: log.get(name, model),
      prometheus: prometheus.get(name, model),
    }));
}

export const agrees = ({ sent, log, prometheus }: Line): boolean =>
  (sent === undefined || sent === log) && log === prometheus;

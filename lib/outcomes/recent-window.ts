import { recentKey } from '../feedback/recent.ts';
import { WINDOW } from '../feedback/rolling-window.ts';
import type { OutcomeRecord } from '../log/record.ts';
import { compareOutcomes } from './outcome-time.ts';

/** The newest outcome of a prediction, and the one that counts. */
interface Recent {
  newest: OutcomeRecord;
  best: OutcomeRecord;
}

/**
 * Of the outcomes that one caller takes, those that the rolling window may show: the newest 100 predictions of each
 * model. However many there are, no more keys are written.
 */
export class RecentWindow {
  readonly #models = new Map<string, Map<string, Recent>>();

  /** In the order in which they were written. */
  add(outcomes: readonly OutcomeRecord[]): void {
    for (const outcome of outcomes) {
      const { model, prediction_id: id } = outcome;
      const recent = this.#models.get(model) ?? new Map<string, Recent>();
      this.#models.set(model, recent);
      const known = recent.get(id);
      const isBetter = !known || compareOutcomes(outcome, known.best) < 0;
      // Put behind the others: a map is in order of insertion.
      recent.delete(id);
      const isNewer = !known || Date.parse(outcome.time) >= Date.parse(known.newest.time);
      recent.set(id, { newest: isNewer ? outcome : known.newest, best: isBetter ? outcome : known.best });
      if (recent.size > WINDOW) recent.delete(recent.keys().next().value!);
    }
  }

  get models(): string[] {
    return [...this.#models.keys()];
  }

  /** The keys to be written. */
  keys(): string[] {
    return [...this.#models.values()].flatMap((recent) =>
      [...recent.values()].map(({ newest, best }) => recentKey(best, newest.time)),
    );
  }
}

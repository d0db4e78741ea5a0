import type { ClassLabel } from '../model/definition.ts';
import type { ApiClient } from './api-client.ts';
import { dispatch, type Step } from './dispatch.ts';
import { DueQueue } from './due-queue.ts';
import { Exchange } from './exchange.ts';
import type { Ledger, OpenPrediction } from './ledger.ts';
import { Pace } from './pace.ts';
import type { Planned } from './plan.ts';
import type { SimulatedRow } from './row.ts';

export interface SimulationOptions {
  api: ApiClient;
  model: string;
  /** To predict, in this order. */
  rows: readonly Planned<SimulatedRow>[];
  /** Of an earlier run, to send outcomes of. */
  earlier: readonly Planned<OpenPrediction>[];
  ledger: Ledger;
  /** At most so many predictions, and so many outcomes, a second. */
  rate: number | undefined;
  /** Requests under way. */
  concurrency: number;
}

interface DueOutcome extends OpenPrediction {
  /** Of `performance.now()`. */
  due: number;
}

/** A client that predicts rows and sends the outcome of each when its time has come, and counts what it is answered. */
export class Simulation {
  readonly predictions = new Exchange();
  readonly outcomes = new Exchange();
  readonly classes = new Map<ClassLabel, number>();
  /** Outcomes that were equal to their prediction. */
  correct = 0;
  /** How many outcomes there can be: those planned, without those of predictions that failed. */
  outcomesExpected: number;
  /** Predictions whose outcome is known and was not accepted. */
  open: number;
  readonly #options: SimulationOptions;
  readonly #due = new DueQueue<DueOutcome>();
  #nextRow = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.open = options.earlier.length;
    const planned = [...options.rows, ...options.earlier];
    this.outcomesExpected = planned.filter(({ delay }) => delay !== undefined).length;
  }

  get predictionsExpected(): number {
    return this.#options.rows.length;
  }

  /** Milliseconds until the next outcome is due, where all predictions are answered; 0 where it is. */
  get waitMs(): number {
    const next = this.predictions.done < this.predictionsExpected ? undefined : this.#due.peek();
    return Math.max(0, (next?.due ?? 0) - performance.now());
  }

  /** Until everything was sent, or `signal` aborts. @throws Error when the ledger cannot be written */
  async run(signal: AbortSignal): Promise<void> {
    const { rows, earlier, rate, concurrency } = this.#options;
    const began = performance.now();
    for (const { prediction_id, actual, delay } of earlier) {
      if (delay !== undefined) this.#due.push({ prediction_id, actual, due: began + delay });
    }
    const predicting = new Pace(rate, began);
    const telling = new Pace(rate, began);
    const next = (): Step => {
      const now = performance.now();
      const times: number[] = [];
      const outcome = this.#due.peek();
      if (outcome) {
        const at = Math.max(outcome.due, telling.next);
        if (at <= now) {
          this.#due.pop();
          telling.take(now);
          return () => this.#tell(outcome);
        }
        times.push(at);
      }
      if (this.#nextRow < rows.length) {
        if (predicting.next <= now) {
          predicting.take(now);
          const row = rows[this.#nextRow++]!;
          return () => this.#predict(row);
        }
        times.push(predicting.next);
      }
      return times.length > 0 ? { at: Math.min(...times) } : undefined;
    };
    await dispatch(next, concurrency, signal);
  }

  async #predict({ features, actual, delay }: Planned<SimulatedRow>): Promise<void> {
    const { api, model, ledger } = this.#options;
    const answer = await this.predictions.count(api.predict(model, features));
    if (!answer) {
      if (delay !== undefined) this.outcomesExpected--;
      return;
    }
    const { prediction_id, label } = answer;
    this.classes.set(label, (this.classes.get(label) ?? 0) + 1);
    if (actual === undefined) return;
    ledger.predicted(prediction_id, actual);
    this.open++;
    if (delay !== undefined) this.#due.push({ prediction_id, actual, due: performance.now() + delay });
  }

  async #tell({ prediction_id, actual }: DueOutcome): Promise<void> {
    const { api, ledger } = this.#options;
    const answer = await this.outcomes.count(api.feedback(prediction_id, actual));
    if (!answer) return;
    if (answer.correct) this.correct++;
    ledger.accepted(prediction_id);
    this.open--;
  }
}

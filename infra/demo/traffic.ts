import type { ClassLabel, ModelDefinition } from '../../lib/model/definition.ts';
import {
  CORRECT,
  classOf,
  errorOf,
  OUTCOMES,
  PREDICTIONS,
  REQUESTS,
  reasonOf,
  rejectedOf,
  SUCCESS,
  type Tally,
} from './tally.ts';
import type { UnseenRow } from './unseen-rows.ts';
import { type WrongRequest, wrongOutcomes, wrongPredictions } from './wrong-requests.ts';

const BATCH = 80;

interface Answer {
  prediction_id: string;
  label: ClassLabel;
}

export interface TrafficOptions {
  url: string;
  definition: ModelDefinition;
  /** Whether `POST /predict` finds this model by the fields of a row. */
  isFound: boolean;
  tally: Tally;
  /** Called for every row that was sent, and again for its outcome. */
  onRow: () => void;
}

/** One client of one model: sends rows and their outcomes over HTTP, some wrong on purpose, and counts the answers. */
export class Traffic {
  readonly #options: TrafficOptions;
  readonly #model: string;

  constructor(options: TrafficOptions) {
    this.#options = options;
    this.#model = options.definition.name;
  }

  /** Predictions for all rows, the last of them in one batch, then so many outcomes. */
  async send(rows: readonly UnseenRow[], outcomes: number): Promise<void> {
    const { definition, isFound, onRow } = this.#options;
    const named = `/models/${this.#model}/predict`;
    const answered: { row: UnseenRow; answer: Answer }[] = [];
    for (const [i, row] of rows.slice(0, -BATCH).entries()) {
      const path = isFound && i % 2 === 0 ? '/predict' : named;
      const key = i % 10 === 0 ? `${this.#model}-${i}` : undefined;
      const [answer] = await this.#predict(path, row.features, key);
      if (answer) answered.push({ row, answer });
      if (i % 3 === 0) await this.#wrong(wrongPredictions(definition, row.features), i / 3);
      onRow();
    }
    const batch = rows.slice(-BATCH);
    const answers = await this.#predict(named, { instances: batch.map(({ features }) => features) });
    answers.forEach((answer, i) => {
      answered.push({ row: batch[i]!, answer });
    });
    batch.forEach(onRow);
    for (const [i, { row, answer }] of answered.slice(0, outcomes).entries()) {
      await this.#feedback(answer, row.actual);
      if (i % 12 === 0) await this.#wrong(wrongOutcomes(definition, answer, row.actual), i / 12);
      onRow();
    }
  }

  async #predict(path: string, body: unknown, key?: string): Promise<Answer[]> {
    const { tally } = this.#options;
    const { status, answer, text } = await this.#post(path, JSON.stringify(body), key);
    tally.add(REQUESTS, this.#model);
    if (status !== 200) {
      tally.add(errorOf(reasonOf(answer)), this.#model);
      return [];
    }
    const answers = (answer.predictions ?? [answer]) as Answer[];
    tally.add(SUCCESS, this.#model);
    tally.add(PREDICTIONS, this.#model, answers.length);
    for (const { label } of answers) tally.add(classOf(label), this.#model);
    if (key !== undefined) {
      // A retry is no second prediction: it must be answered with the same bytes, and counted nowhere.
      const again = await this.#post(path, JSON.stringify(body), key);
      if (again.text !== text)
        throw new Error(`a retry was answered differently: ${again.text} instead of ${text}`);
    }
    return answers;
  }

  async #feedback({ prediction_id, label }: Answer, actual: ClassLabel): Promise<void> {
    const { tally } = this.#options;
    const { status, answer } = await this.#post(
      '/feedback',
      JSON.stringify({ prediction_id, actual_outcome: actual }),
    );
    if (status !== 200) {
      tally.add(rejectedOf(reasonOf(answer)), this.#model);
      return;
    }
    tally.add(OUTCOMES, this.#model);
    if (actual === label) tally.add(CORRECT, this.#model);
  }

  async #wrong(kinds: readonly WrongRequest[], turn: number): Promise<void> {
    const { tally } = this.#options;
    const { path, body, model } = kinds[turn % kinds.length]!;
    const { status, answer } = await this.#post(path, body);
    if (status === 200) throw new Error(`${path}: expected a refusal of ${body}, got 200`);
    if (path === '/feedback') return tally.add(rejectedOf(reasonOf(answer)), model);
    tally.add(REQUESTS, model);
    tally.add(errorOf(reasonOf(answer)), model);
  }

  async #post(path: string, body: string, key?: string) {
    const headers = {
      'content-type': 'application/json',
      ...(key !== undefined && { 'idempotency-key': key }),
    };
    const response = await fetch(this.#options.url + path, { method: 'POST', headers, body });
    const text = await response.text();
    return { status: response.status, answer: JSON.parse(text) as Record<string, unknown>, text };
  }
}

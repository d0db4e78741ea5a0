import type { Application } from './applications.ts';
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

const AT_ONCE = 4;
const BATCH = 50;

interface Answer {
  prediction_id: string;
  label: number;
}

/** Sends applications and their outcomes over HTTP, some wrong on purpose, and keeps count of the answers. */
export class Traffic {
  readonly #url: string;
  readonly #model: string;
  readonly #tally: Tally;
  readonly #progress: (done: number) => void;

  constructor(url: string, model: string, tally: Tally, progress: (done: number) => void) {
    this.#url = url;
    this.#model = model;
    this.#tally = tally;
    this.#progress = progress;
  }

  /** Predictions for all applications, the last of them in one batch, then the outcomes of nine in ten. */
  async send(applications: Application[]): Promise<void> {
    const single = applications.slice(0, -BATCH);
    const answered: { application: Application; answer: Answer }[] = [];
    let done = 0;
    await each(single, async (application, i) => {
      const path = i % 2 === 0 ? '/predict' : `/models/${this.#model}/predict`;
      const [answer] = await this.#predict(
        path,
        application.features,
        i % 10 === 0 ? `application-${i}` : undefined,
      );
      if (answer) answered.push({ application, answer });
      if (i % 8 === 0) await this.#wrongPrediction(i / 8, application);
      this.#progress(++done);
    });
    const batch = applications.slice(-BATCH);
    const answers = await this.#predict('/predict', { instances: batch.map(({ features }) => features) });
    batch.forEach((application, i) => {
      answered.push({ application, answer: answers[i]! });
    });
    await each(answered, async ({ application, answer }, i) => {
      if (i % 10 !== 9) await this.#feedback(answer, application.actual);
      if (i % 12 === 0) await this.#wrongFeedback(i / 12, answer, application.actual);
      this.#progress(++done);
    });
  }

  async #predict(path: string, body: unknown, key?: string): Promise<Answer[]> {
    const [status, answer, text] = await this.#post(path, JSON.stringify(body), key);
    this.#tally.add(REQUESTS);
    if (status !== 200) {
      this.#tally.add(errorOf(reasonOf(answer)));
      return [];
    }
    const answers = (answer.predictions ?? [answer]) as Answer[];
    this.#tally.add(SUCCESS);
    this.#tally.add(PREDICTIONS, answers.length);
    for (const { label } of answers) this.#tally.add(classOf(label));
    if (key !== undefined) {
      // A retry is no second prediction: it must be answered with the same bytes, and counted nowhere.
      const [, , again] = await this.#post(path, JSON.stringify(body), key);
      if (again !== text) throw new Error(`a retry was answered differently: ${again} instead of ${text}`);
    }
    return answers;
  }

  async #wrongPrediction(i: number, { features }: Application): Promise<void> {
    const { age, ...without } = features;
    const wrong = [
      JSON.stringify({ ...features, age: 7 }),
      JSON.stringify(without),
      JSON.stringify({ ...features, income: 'plenty' }),
      JSON.stringify({ ...features, favourite_colour: 'green' }),
      JSON.stringify({ ...features, loan_purpose: 99 }),
      `{"age": ${age}, "income": NaN}`,
      JSON.stringify({ instances: [] }),
      JSON.stringify({ height: 1.8 }),
    ];
    const path = i % 9 === 8 ? '/models/no-such-model/predict' : '/predict';
    const [, answer] = await this.#post(path, wrong[i % wrong.length]!);
    this.#tally.add(REQUESTS);
    this.#tally.add(errorOf(reasonOf(answer)));
  }

  async #feedback({ prediction_id, label }: Answer, actual: number): Promise<void> {
    const [status, answer] = await this.#post(
      '/feedback',
      JSON.stringify({ prediction_id, actual_outcome: actual }),
    );
    if (status !== 200) {
      this.#tally.add(rejectedOf(reasonOf(answer)));
      return;
    }
    this.#tally.add(OUTCOMES);
    if (actual === label) this.#tally.add(CORRECT);
  }

  async #wrongFeedback(i: number, { prediction_id, label }: Answer, actual: number): Promise<void> {
    const wrong = [
      { prediction_id: 17, actual_outcome: actual },
      { prediction_id: prediction_id.replace(/\d+$/, '999999'), actual_outcome: actual },
      { prediction_id, actual_outcome: 3 },
      { prediction_id, actual_outcome: actual, predicted_outcome: 1 - label },
    ];
    const [, answer] = await this.#post('/feedback', JSON.stringify(wrong[i % wrong.length]));
    this.#tally.add(rejectedOf(reasonOf(answer)));
  }

  async #post(path: string, body: string, key?: string): Promise<[number, Record<string, unknown>, string]> {
    const headers = {
      'content-type': 'application/json',
      ...(key !== undefined && { 'idempotency-key': key }),
    };
    const response = await fetch(this.#url + path, { method: 'POST', headers, body });
    const text = await response.text();
    return [response.status, JSON.parse(text) as Record<string, unknown>, text];
  }
}

/** A few at once, in order. */
async function each<T>(items: readonly T[], work: (item: T, index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      await work(items[index]!, index);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

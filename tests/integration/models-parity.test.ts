import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FeatureValues } from '../../lib/log/record.ts';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import { parseDefinition } from '../../lib/model/parse.ts';
import { openSession } from '../../lib/model/session.ts';
import { validateRow } from '../../lib/model/validate.ts';
import { ROOT } from '../support/handler-sources.ts';

/** A line of holdout.ndjson or golden.ndjson: `score` is scikit-learn's own. */
interface Line {
  features: FeatureValues;
  score: number;
}

const MODELS = join(ROOT, 'models');
const names = readdirSync(MODELS).filter((name) => existsSync(join(MODELS, name, 'model.json')));
const ROWS_A_CALL = 500;

const lines = (name: string, file: string): Line[] =>
  readFileSync(join(MODELS, name, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

test('there are models', () => {
  expect(names.length).toBeGreaterThanOrEqual(4);
});

describe.each(names)('%s', (name) => {
  const directory = join(MODELS, name);
  const path = join(directory, 'model.json');
  const definition: ModelDefinition = parseDefinition(JSON.parse(readFileSync(path, 'utf8')), path);

  test.each(['holdout.ndjson', 'golden.ndjson'])(
    'answers in Node what scikit-learn answers on every row of %s',
    async (file) => {
      const session = await openSession({ directory, definition });
      const rows = lines(name, file);
      expect(rows.length).toBeGreaterThan(file === 'golden.ndjson' ? 30 : 400);
      let apart = 0;
      for (let start = 0; start < rows.length; start += ROWS_A_CALL) {
        const part = rows.slice(start, start + ROWS_A_CALL);
        const predictions = await session.predict(part.map(({ features }) => features));
        for (const [i, { score }] of predictions.entries()) {
          const difference = Math.abs(score - part[i]!.score);
          // NaN compares as false with everything, so it is asked for what it must be.
          if (!(difference <= 1e-6)) throw new Error(`row ${start + i}: ${score}, not ${part[i]!.score}`);
          apart = Math.max(apart, difference);
        }
      }
      expect(apart).toBeLessThanOrEqual(1e-6);
    },
  );

  test('a row alone gets the answer that it gets among others', async () => {
    const session = await openSession({ directory, definition });
    const rows = lines(name, 'golden.ndjson')
      .slice(0, 20)
      .map(({ features }) => features);
    const together = await session.predict(rows);
    for (const [i, row] of rows.entries()) expect(await session.predict([row])).toEqual([together[i]]);
  });

  test.each(['holdout.ndjson', 'unseen.ndjson'])(
    'the rows of %s are requests that the server takes',
    (file) => {
      const problems = lines(name, file).flatMap(
        ({ features }) => validateRow(definition, features).problems,
      );
      expect(problems).toEqual([]);
    },
  );

  test('is at most 2 MB, and has a card', () => {
    expect(statSync(join(directory, 'model.onnx')).size).toBeLessThanOrEqual(2_000_000);
    const card = readFileSync(join(directory, 'README.md'), 'utf8');
    for (const heading of ['Data', 'Metrics', 'Limits', 'Licence']) expect(card).toContain(`## ${heading}\n`);
  });
});

test('the request of the refinance users is approved', async () => {
  const directory = join(MODELS, 'loan-refinance');
  const definition = parseDefinition(
    JSON.parse(readFileSync(join(directory, 'model.json'), 'utf8')),
    directory,
  );
  const request = {
    interest_rate: 3.5,
    loan_amount: 300000,
    loan_balance: 290000,
    loan_to_value_ratio: 0.8,
    credit_score: 750,
    debt_to_income_ratio: 0.3,
    income: 120000,
    loan_term: 30,
    loan_age: 2,
    home_value: 375000,
    current_rate: 4.2,
    rate_spread: 0.7,
  };
  const { values, problems } = validateRow(definition, request);
  expect(problems).toEqual([]);
  const [answer] = await (await openSession({ directory, definition })).predict([values]);
  expect(answer!.label).toBe(1);
  expect(answer!.score).toBeGreaterThan(0.8);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wrongOutcomes, wrongPredictions } from '../../infra/demo/wrong-requests.ts';
import { readFeedbackRequest } from '../../lib/feedback/request.ts';
import { ProblemError } from '../../lib/http/problem.ts';
import { UNKNOWN_MODEL } from '../../lib/metrics/reasons.ts';
import { type ModelFolder, readModels } from '../../lib/model/registry.ts';
import type { OutcomeRow } from '../../lib/outcomes/row.ts';
import { readPredictRequest } from '../../lib/predict/request.ts';
import { ROOT } from '../support/handler-sources.ts';

let folders: ModelFolder[];
beforeAll(async () => {
  folders = [...(await readModels(join(ROOT, 'models'))).values()];
});

const rowOf = ({ directory }: ModelFolder) =>
  JSON.parse(readFileSync(join(directory, 'unseen.ndjson'), 'utf8').split('\n')[0]!).features;

function reasonOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    if (error instanceof ProblemError) return error.problem.reason;
    throw error;
  }
  return 'none';
}

test('every wrong prediction is refused, each of a model for a reason of its own', () => {
  const models = new Map(folders.map(({ definition }) => [definition.name, definition]));
  const read = (path: string, body: string) => {
    const model = /^\/models\/(.*)\/predict$/.exec(path)?.[1];
    const event = { body, headers: {}, isBase64Encoded: false, ...(model && { pathParameters: { model } }) };
    return readPredictRequest(event, models, folders[0]!.definition.name).rows();
  };
  for (const folder of folders) {
    const wrong = wrongPredictions(folder.definition, rowOf(folder));
    const reasons = wrong.map(({ path, body }) => reasonOf(() => read(path, body)));
    expect(reasons).toEqual([...new Set(reasons)]);
    expect(reasons).not.toContain('none');
    expect(reasons).toEqual(expect.arrayContaining(['missing_feature', 'wrong_type', 'invalid_json']));
    const unknown = wrong.flatMap(({ model }, i) => (model === UNKNOWN_MODEL ? [reasons[i]] : []));
    expect(unknown).toEqual(['no_model_matches', 'unknown_model']);
  }
});

test('outcomes are wrong each in a way of its own', () => {
  const { definition } = folders[0]!;
  const answer = {
    prediction_id: `${definition.name}.2026112107.0003.k3v9x2ab7q.0.17`,
    label: definition.classes[0]!,
  };
  const [invalid, absent, unknown, contrary] = wrongOutcomes(definition, answer, definition.classes[0]!);
  const read = ({ body }: { body: string }) =>
    readFeedbackRequest({ body, headers: {}, isBase64Encoded: false }, 0).rows[0] as OutcomeRow;
  expect(reasonOf(() => read(invalid!))).toBe('invalid_id');
  // The others are refused by the record that the id names, or should name.
  expect(read(absent!).subject).not.toMatchObject({ predictionId: answer.prediction_id });
  expect(definition.classes).not.toContain(read(unknown!).actual);
  expect(definition.classes).toContain(read(contrary!).predicted);
  expect(read(contrary!).predicted).not.toBe(answer.label);
});

import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { FeatureValues } from '../log/record.ts';
import { decide, type Prediction } from './decide.ts';
import type { Feature, ModelDefinition } from './definition.ts';
import type { ModelFolder } from './registry.ts';
import { textInput } from './text-input.ts';
import { openTextDeriver, type TextDeriver } from './vocabulary.ts';

/** The model ran and failed, or answered something that is not a probability. */
export class InferenceError extends Error {
  override readonly name = 'InferenceError';
}

/** A model ready to predict. */
export interface Session {
  /** Resolves when it can predict. @throws InferenceError when it never will as it is now */
  ready(): Promise<void>;
  /**
   * Answers in the order of the rows. A row has a value, or null for missing, for every feature of the definition.
   * @throws InferenceError
   */
  predict(rows: readonly FeatureValues[]): Promise<Prediction[]>;
  /** The numbers of the row's texts, by the model's own tokenizer: what is stored in place of them. */
  derive: TextDeriver;
}

// One row takes well under a millisecond: threads would cost more than they bring, and a Lambda has few.
const OPTIONS = { intraOpNumThreads: 1, interOpNumThreads: 1 };

/**
 * Loads the ONNX model of a folder, and the vocabularies of its texts.
 * @throws Error when an artefact is missing or broken, or the model's inputs are not those of the definition.
 */
export async function openSession(folder: ModelFolder): Promise<Session> {
  const { definition, directory, read } = folder;
  const path = join(directory, 'model.onnx');
  const session = read
    ? await InferenceSession.create(await read('model.onnx'), OPTIONS)
    : await InferenceSession.create(path, OPTIONS);
  const expected = definition.features.map(({ name }) => name);
  const missing = [...expected, definition.probabilities_output].filter(
    (name) => ![...session.inputNames, ...session.outputNames].includes(name),
  );
  if (missing.length > 0 || session.inputNames.length !== expected.length) {
    const found = `inputs ${session.inputNames.join(', ')} and outputs ${session.outputNames.join(', ')}`;
    throw new Error(
      `${path}: expected inputs ${expected.join(', ')} and the output ${definition.probabilities_output}, got ${found}`,
    );
  }
  const derive = await openTextDeriver(folder);
  return { ready: async () => undefined, predict: (rows) => runInParts(session, definition, rows), derive };
}

/** A text becomes as many floats as the model knows tokens: 1,000 of them at once would take 80 MB and more. */
const TEXTS_A_RUN = 100;

async function runInParts(
  session: InferenceSession,
  definition: ModelDefinition,
  rows: readonly FeatureValues[],
): Promise<Prediction[]> {
  const size = definition.features.some(({ type }) => type === 'text') ? TEXTS_A_RUN : rows.length;
  const predictions: Prediction[] = [];
  for (let start = 0; start < rows.length; start += size)
    predictions.push(...(await run(session, definition, rows.slice(start, start + size))));
  return predictions;
}

async function run(
  session: InferenceSession,
  definition: ModelDefinition,
  rows: readonly FeatureValues[],
): Promise<Prediction[]> {
  const classes = definition.classes.length;
  let values: ArrayLike<number>;
  try {
    const feeds = Object.fromEntries(
      definition.features.map((feature) => [feature.name, column(feature, rows)]),
    );
    const outputs = await session.run(feeds, [definition.probabilities_output]);
    values = outputs[definition.probabilities_output]!.data as ArrayLike<number>;
  } catch (cause) {
    throw new InferenceError(`${definition.name}: the model failed on ${rows.length} rows`, { cause });
  }
  return rows.map((_, row) => {
    const probabilities = Array.from({ length: classes }, (_, k) => values[row * classes + k]!);
    if (!probabilities.every((p) => p >= -1e-6 && p <= 1 + 1e-6)) {
      throw new InferenceError(`${definition.name}: expected ${classes} probabilities, got ${probabilities}`);
    }
    return decide(definition, probabilities);
  });
}

function column({ name, type, tokenizer }: Feature, rows: readonly FeatureValues[]): Tensor {
  const shape = [rows.length, 1];
  if (type === 'number' || type === 'integer') {
    return new Tensor(
      'float32',
      Float32Array.from(rows, (row) => (row[name] as number | null) ?? Number.NaN),
      shape,
    );
  }
  const texts = rows.map((row) => textInput(String(row[name] ?? ''), tokenizer));
  return new Tensor('string', texts, shape);
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureValues } from '../log/record.ts';
import type { ModelDefinition } from './definition.ts';
import { textNumbers } from './text-features.ts';

/** Gives the numbers of every text in a row. */
export type TextDeriver = (row: FeatureValues) => FeatureValues;

/** With the words that the model knows, from its folder. @throws Error when a vocabulary is missing or empty. */
export async function openTextDeriver(
  directory: string,
  { features }: Pick<ModelDefinition, 'features'>,
): Promise<TextDeriver> {
  const texts = await Promise.all(
    features
      .filter(({ type }) => type === 'text')
      .map(async (feature) => {
        const file = feature.tokenizer?.vocabulary;
        return { feature, words: file === undefined ? new Set<string>() : await read(join(directory, file)) };
      }),
  );
  return (row) =>
    Object.assign(
      {},
      ...texts.map(({ feature, words }) => textNumbers(feature, row[feature.name] as string | null, words)),
    ) as FeatureValues;
}

async function read(path: string): Promise<Set<string>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(`expected a vocabulary, one word a line, at ${path}`, { cause });
  });
  const words = new Set(text.split('\n').filter((word) => word !== ''));
  if (words.size === 0) throw new Error(`${path}: expected at least one word, got none`);
  return words;
}

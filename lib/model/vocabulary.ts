import { join } from 'node:path';
import type { FeatureValues } from '../log/record.ts';
import type { ModelDefinition } from './definition.ts';
import { type ModelFolder, textOfArtefact } from './registry.ts';
import { textNumbers } from './text-features.ts';

/** Gives the numbers of every text in a row. */
export type TextDeriver = (row: FeatureValues) => FeatureValues;

/** With the words that the model knows, from its folder. @throws Error when a vocabulary is missing or empty. */
export async function openTextDeriver(folder: ModelFolder): Promise<TextDeriver> {
  const { features } = folder.definition;
  const texts = await Promise.all(
    features
      .filter(({ type }) => type === 'text')
      .map(async (feature) => {
        const file = feature.tokenizer?.vocabulary;
        return { feature, words: file === undefined ? new Set<string>() : await read(folder, file) };
      }),
  );
  return (row) =>
    Object.assign(
      {},
      ...texts.map(({ feature, words }) => textNumbers(feature, row[feature.name] as string | null, words)),
    ) as FeatureValues;
}

/** Names of the vocabularies, which belong to the model as much as its ONNX file. */
export const vocabularyFiles = ({ features }: ModelDefinition): string[] => [
  ...new Set(features.flatMap(({ tokenizer }) => (tokenizer ? [tokenizer.vocabulary] : []))),
];

async function read(folder: ModelFolder, file: string): Promise<Set<string>> {
  const path = join(folder.directory, file);
  const text = await textOfArtefact(folder, file).catch((cause: unknown) => {
    throw new Error(`expected a vocabulary, one word a line, at ${path}`, { cause });
  });
  const words = new Set(text.split('\n').filter((word) => word !== ''));
  if (words.size === 0) throw new Error(`${path}: expected at least one word, got none`);
  return words;
}

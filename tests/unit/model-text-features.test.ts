import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Feature } from '../../lib/model/definition.ts';
import {
  derivedFeatures,
  isTokenPattern,
  storedFeatures,
  textNumbers,
} from '../../lib/model/text-features.ts';
import { openTextDeriver } from '../../lib/model/vocabulary.ts';
import { handlerModel } from '../support/handler-model.ts';

const PATTERN = "[a-zA-Z0-9']{2,}";
const TEXT: Feature = {
  name: 'text',
  type: 'text',
  description: '',
  tokenizer: { pattern: PATTERN, lowercase: true, vocabulary: 'vocabulary.txt' },
};
const words = new Set(['good', "don't", 'movie']);
const numbers = (text: string | null, feature = TEXT) => Object.values(textNumbers(feature, text, words));

test.each<[string | null, (number | null)[]]>([
  ['good movie', [10, 2, 0]],
  ['GOOD Movie', [10, 2, 0]],
  ["I don't know", [12, 2, 0.5]], // one letter is no token
  ['bad bad bad good', [16, 4, 0.75]],
  ['', [0, 0, null]],
  [' ?! a', [5, 0, null]],
  ['😀👍🏽', [3, 0, null]], // the second has a skin tone
  ['\ud83d', [1, 0, null]], // half a pair
  ['go\0od', [5, 1, 0]], // the model is given "good"
  ['\u212aind', [4, 1, 1]], // "kind"
  ['M\u0130', [2, 1, 1]], // "mi" and a dot above
  [null, [null, null, null]],
])('%j has characters, tokens and unknown share %j', (text, expected) => {
  expect(numbers(text)).toEqual(expected);
});

test('case counts where the model keeps it', () => {
  const feature = { ...TEXT, tokenizer: { ...TEXT.tokenizer!, lowercase: false } };
  expect(numbers('Good good', feature)).toEqual([9, 2, 0.5]);
  expect(numbers('\u212aK', feature)).toEqual([2, 0, null]);
});

test('a text without a tokenizer has a length only; other features give nothing', () => {
  const { tokenizer: _, ...plain } = TEXT;
  expect(textNumbers(plain, 'good', words)).toEqual({ text__characters: 4 });
  expect(derivedFeatures(plain).map(({ name }) => name)).toEqual(['text__characters']);
  expect(derivedFeatures({ name: 'age', type: 'integer', description: '' })).toEqual([]);
});

test('what is derived is named as it is declared, after its text', () => {
  const age: Feature = { name: 'age', type: 'integer', description: '' };
  const names = storedFeatures({ features: [TEXT, age] }).map(({ name }) => name);
  expect(names).toEqual(['text', 'text__characters', 'text__tokens', 'text__oov_ratio', 'age']);
  expect(Object.keys(textNumbers(TEXT, 'x', words))).toEqual(names.slice(1, 4));
});

test.each([PATTERN, '[a-z]+', '[a-z0-9.\\-]{3,}', '[äöü]{1,}'])('%s is a pattern', (pattern) => {
  expect(isTokenPattern(pattern)).toBe(true);
});

test.each([
  'a+',
  '[a-z]*',
  '([a-z]+)+',
  '[a-z]{2,}[a-z]{2,}',
  '[^a]+',
  '\\w+',
  '[]+',
  '[z-a]+',
  '[a]{10,}',
  7,
])('%s is no pattern: it may backtrack, be empty, or be read otherwise by Python', (pattern) =>
  expect(isTokenPattern(pattern)).toBe(false),
);

test('256 KB take milliseconds, whatever is in them', () => {
  for (const text of ['a', 'a ', 'ab ', "'", '😀', '\0'].map((part) => part.repeat(262_144 / part.length))) {
    const startedAt = performance.now();
    numbers(text);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  }
});

describe('from a model folder', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'driftgate-text-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));
  const definition = handlerModel({ features: [TEXT] });

  test('the vocabulary is one word a line', async () => {
    await writeFile(join(directory, 'vocabulary.txt'), 'bad\ngood\n');
    const derive = await openTextDeriver({ directory, definition });
    expect(derive({ text: 'bad film' })).toEqual({
      text__characters: 8,
      text__tokens: 2,
      text__oov_ratio: 0.5,
    });
  });

  test('must be there and have words', async () => {
    await expect(openTextDeriver({ directory, definition })).rejects.toThrow(
      'expected a vocabulary, one word a line',
    );
    await writeFile(join(directory, 'vocabulary.txt'), '\n');
    await expect(openTextDeriver({ directory, definition })).rejects.toThrow(
      'expected at least one word, got none',
    );
  });

  test('nothing is read for a model without texts', async () => {
    expect((await openTextDeriver({ directory, definition: handlerModel() }))({ age: 1 })).toEqual({});
  });
});

import type { FeatureValues } from '../log/record.ts';
import type { Feature, ModelDefinition, Tokenizer } from './definition.ts';
import { textInput } from './text-input.ts';

/** What is computed of a text, so that drift is seen although the text is not stored. */
const CHARACTERS = '__characters';
const TOKENS = '__tokens';
const OUT_OF_VOCABULARY = '__oov_ratio';

/**
 * One character class repeated. Anything more could backtrack for minutes on a text of 256 KB, and would not be read
 * alike by Python, where models are trained, and here.
 */
const PATTERN = /^\[(?:[^\\[\]^]|\\[.-])+\](?:\+|\{[1-9],\})$/;

export const isTokenPattern = (pattern: unknown): boolean =>
  typeof pattern === 'string' && PATTERN.test(pattern) && compiles(pattern);

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'gu') instanceof RegExp;
  } catch {
    return false;
  }
}

/** The numbers that a feature of type text gives, as features of their own; none of any other feature. */
export function derivedFeatures({ name, type, tokenizer }: Feature): Feature[] {
  if (type !== 'text') return [];
  const number = (suffix: string, description: string, more: Partial<Feature> = {}): Feature => ({
    name: name + suffix,
    type: 'integer',
    description: `${description} of ${name}`,
    nullable: true,
    ...more,
  });
  const characters = number(CHARACTERS, 'Number of characters', { unit: 'code points' });
  if (!tokenizer) return [characters];
  return [
    characters,
    number(TOKENS, 'Number of tokens'),
    number(OUT_OF_VOCABULARY, 'Share of unknown tokens', { type: 'number', range: [0, 1] }),
  ];
}

/** Everything stored of a prediction's input, in order: each feature and, after a text, its numbers. */
export const storedFeatures = ({ features }: Pick<ModelDefinition, 'features'>): Feature[] =>
  features.flatMap((feature) => [feature, ...derivedFeatures(feature)]);

/** The numbers of one text; null where there is no text, the share also where there is no token. */
export function textNumbers(
  { name, tokenizer }: Feature,
  text: string | null,
  vocabulary: ReadonlySet<string>,
): FeatureValues {
  const values: FeatureValues = { [name + CHARACTERS]: text === null ? null : codePoints(text) };
  if (!tokenizer) return values;
  const { tokens, unknown } = countTokens(tokenizer, text ?? '', vocabulary);
  values[name + TOKENS] = text === null ? null : tokens;
  values[name + OUT_OF_VOCABULARY] = tokens === 0 ? null : unknown / tokens;
  return values;
}

function countTokens(
  tokenizer: Tokenizer,
  text: string,
  vocabulary: ReadonlySet<string>,
): { tokens: number; unknown: number } {
  const { pattern, lowercase } = tokenizer;
  let tokens = 0;
  let unknown = 0;
  // One at a time: a text of 256 KB has 90,000 of them.
  for (const [token] of textInput(text, tokenizer).matchAll(new RegExp(pattern, 'gu'))) {
    tokens += 1;
    if (!vocabulary.has(lowercase ? token.toLowerCase() : token)) unknown += 1;
  }
  return { tokens, unknown };
}

/** What a user counts as characters, nearly: a surrogate pair is one. */
function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

import type { Feature } from './definition.ts';
import { isObject, isText } from './json-value.ts';
import { isTokenPattern } from './text-features.ts';

const FEATURE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const VOCABULARY = /^vocabulary[A-Za-z0-9_-]*\.txt$/;
const SENSITIVE = [undefined, false, 'drop', 'hash'];
const TYPES = ['number', 'integer', 'string', 'text'];

/** Members of a body that are no features: a batch, and a name reserved for what a row is about. */
const RESERVED = ['instances', 'entity_id'];

/** Notes a problem unless what is expected holds. */
export type Expect = (holds: unknown, expected: string, got: unknown) => void;

/** Names of models and features become keys of plain objects, where these would be found though nobody set them. */
export const isInherited = (name: string): boolean => name in {};

/** What some values mean to people: a text for each, by the value as a text. */
export const areNames = (names: unknown = {}, of: readonly unknown[]): boolean =>
  isObject(names) &&
  Object.entries(names).every(([key, name]) => of.map(String).includes(key) && isText(name));

/** Checks a feature of a model.json. */
export function checkFeature(feature: Feature, expect: Expect): void {
  const { name, type, range, sensitive, tokenizer, categories, category_names: names } = feature;
  expect(
    areNames(names, categories ?? []),
    `${name}: category_names: texts by category, of categories that there are`,
    names,
  );
  expect(
    FEATURE.test(name ?? '') && !isInherited(name),
    'feature name: a letter or _, then letters, digits and _, and no member of every object',
    name,
  );
  expect(
    !RESERVED.includes(name),
    `feature name: not ${RESERVED.join(' or ')}, which mean something else in a request`,
    name,
  );
  expect(TYPES.includes(type), `${name}: type ${TYPES.join(', ')}`, type);
  expect(!range || (range.length === 2 && range[0] <= range[1]), `${name}: range [least, greatest]`, range);
  expect(SENSITIVE.includes(sensitive), `${name}: sensitive drop, hash or false`, sensitive);
  if (tokenizer === undefined) return;
  expect(
    type === 'text' &&
      isTokenPattern(tokenizer?.pattern) &&
      typeof tokenizer.lowercase === 'boolean' &&
      VOCABULARY.test(tokenizer.vocabulary ?? ''),
    `${name}: tokenizer of a text: pattern [characters]+ or [characters]{n,}, lowercase, vocabulary vocabulary*.txt`,
    tokenizer,
  );
}

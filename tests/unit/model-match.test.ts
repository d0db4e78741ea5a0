import type { Feature, ModelDefinition } from '../../lib/model/definition.ts';
import { matchModel } from '../../lib/model/match.ts';
import { handlerModel } from '../support/handler-model.ts';

/** `a` is required, `a?` may be missing. */
const model = (name: string, ...fields: string[]): ModelDefinition =>
  handlerModel({
    name,
    features: fields.map(
      (field): Feature => ({
        name: field.replace('?', ''),
        type: 'number',
        description: '',
        nullable: field.endsWith('?'),
      }),
    ),
  });
const row = (...fields: string[]) => Object.fromEntries(fields.map((field) => [field, 1]));

const AB = model('ab', 'a', 'b');
const TWIN = model('twin', 'a', 'b');
const WIDE = model('wide', 'a', 'b', 'c?', 'd?');
const OTHER = model('other', 'x', 'y', 'z');

test.each<[string, ModelDefinition[], string, string[], string | undefined]>([
  ['the default model, where others match too', [TWIN, AB, OTHER], 'ab', ['a', 'b'], 'ab'],
  ['the only model that matches, though it is not the default', [AB, OTHER], 'ab', ['x', 'y', 'z'], 'other'],
  ['a model whose optional features are missing', [WIDE, OTHER], 'other', ['a', 'b'], 'wide'],
  ['a model with some of its optional features', [WIDE, AB], 'ab', ['a', 'b', 'd'], 'wide'],
  ['none, where two match and neither is the default', [AB, TWIN, OTHER], 'other', ['a', 'b'], undefined],
  ['the nearest, where a field is missing', [AB, OTHER], 'ab', ['x', 'y'], 'other'],
  ['the nearest, where a field is wrong', [AB, OTHER], 'ab', ['x', 'y', 'q'], 'other'],
  ['the default of two that are as near', [TWIN, AB], 'ab', ['a'], 'ab'],
  ['none, where two are as near and neither is the default', [TWIN, AB, OTHER], 'other', ['a'], undefined],
  ['none, where more than half of the fields are foreign', [AB, OTHER], 'ab', ['a', 'p', 'q'], undefined],
  ['the nearest, where just half are', [AB, OTHER], 'ab', ['a', 'p'], 'ab'],
  ['none without any field', [AB, OTHER], 'ab', [], undefined],
  ['none for fields that nobody has', [AB, OTHER], 'ab', ['p'], undefined],
  ['none for what every object has', [AB], 'ab', ['__proto__', 'constructor'], undefined],
])('%s', (_, models, defaultModel, fields, expected) => {
  const found = matchModel(models, defaultModel, row(...fields));
  expect(found?.name).toBe(expected);
});

test('a field with null is a field', () => {
  expect(matchModel([AB], 'ab', { a: null, b: null })).toBe(AB);
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseDefinition } from '../../lib/model/parse.ts';
import { readModels } from '../../lib/model/registry.ts';
import { handlerModel } from '../support/handler-model.ts';

const feature = (change: object) => ({ name: 'age', type: 'integer', description: '', ...change });

const TOKENIZER = { pattern: '[a-z]{2,}', lowercase: true, vocabulary: 'vocabulary.txt' };

test('a text that may be stored, with a tokenizer, is taken', () => {
  const json = handlerModel({
    features: [{ name: 't', type: 'text', description: '', sensitive: false, tokenizer: TOKENIZER }],
  });
  expect(parseDefinition(json, 'model.json')).toEqual(json);
});

test('a definition is taken as it is', () => {
  const json: unknown = JSON.parse(JSON.stringify(handlerModel()));
  expect(parseDefinition(json, 'model.json')).toEqual(handlerModel());
});

test.each<[string, object, string]>([
  ['a name with capitals', { name: 'Loan' }, 'got "Loan"'],
  ['a name with a slash', { name: 'a/b' }, 'got "a/b"'],
  ['no name', { name: undefined }, 'expected name: lower-case letters'],
  [
    'the name of requests without a model',
    { name: 'unknown' },
    'not "unknown" or "constructor", got "unknown"',
  ],
  ['the name every object has', { name: 'constructor' }, 'got "constructor"'],
  ['a version that is a number', { version: 1 }, 'expected version: text, got 1'],
  ['no version', { version: '' }, 'expected version: text, got ""'],
  ['a version that has no UTF-8', { version: '1.\ud800' }, 'expected version: text, got "1.\\ud800"'],
  [
    'a class that has no UTF-8',
    { classes: ['\udfff', 'b'], positive_class: 'b' },
    'expected classes: numbers and texts, got ["\\udfff","b"]',
  ],
  [
    'a class that is no label',
    { classes: [null, 'b'], positive_class: 'b' },
    'expected classes: numbers and texts, got [null,"b"]',
  ],
  ['a name of no class', { class_names: { 2: 'two' } }, 'expected class_names: texts by class'],
  ['a class whose name is no text', { class_names: { 1: 1 } }, 'expected class_names: texts by class'],
  ['names that are a list', { class_names: ['no', 'yes'] }, 'expected class_names: texts by class'],
  [
    'a name of no category',
    { features: [feature({ categories: [1, 2], category_names: { 3: 'three' } })] },
    'expected age: category_names: texts by category',
  ],
  ['examples that are no list', { examples: {} }, 'expected examples: rows, got {}'],
  [
    'an example that is no row',
    { examples: [null] },
    'expected examples: rows that the model takes, got null',
  ],
  ['an example that the model refuses', { examples: [{ age: 'old' }] }, 'expected an integer, got \\"old\\"'],
  ['another task', { task: 'regression' }, 'expected task: binary or multiclass, got "regression"'],
  [
    'a time that is none',
    { trained_at: 'yesterday' },
    'expected trained_at: an ISO 8601 time, got "yesterday"',
  ],
  [
    'no output',
    { probabilities_output: '' },
    'expected probabilities_output: the name of an ONNX output, got ""',
  ],
  [
    'a target that is a feature',
    { target: 'AGE' },
    'expected target: a column that is no feature, got "AGE"',
  ],
  ['a target without a name', { target: '' }, 'expected target: a column that is no feature, got ""'],
  ['one class', { classes: [1] }, 'expected classes: two or more, distinct, got [1]'],
  [
    'classes that look the same as labels',
    { classes: [1, '1'] },
    'expected classes: two or more, distinct, got [1,"1"]',
  ],
  [
    'three classes of a binary task',
    { classes: [0, 1, 2] },
    'expected classes: two for a binary task, got [0,1,2]',
  ],
  [
    'a positive class that is none',
    { positive_class: '1' },
    'expected positive_class: one of the classes, got "1"',
  ],
  ['a threshold of 1', { threshold: 1 }, 'expected threshold: between 0 and 1, got 1'],
  ['no features', { features: [] }, 'expected features: at least one, got []'],
  ['a feature twice', { features: [feature({}), feature({})] }, 'expected features: distinct names'],
  ['a feature that is no metric name', { features: [feature({ name: 'a-b' })] }, 'got "a-b"'],
  [
    'a feature without a name',
    { features: [feature({ name: undefined })] },
    'expected feature name: a letter or _',
  ],
  ['a feature that every object has', { features: [feature({ name: '__proto__' })] }, 'got "__proto__"'],
  [
    'a feature named like a batch',
    { features: [feature({ name: 'instances' })] },
    'expected feature name: not instances or entity_id, which mean something else in a request, got "instances"',
  ],
  [
    'a feature named like what a row is about',
    { features: [feature({ name: 'entity_id' })] },
    'got "entity_id"',
  ],
  [
    'another type',
    { features: [feature({ type: 'date' })] },
    'expected age: type number, integer, string, text, got "date"',
  ],
  [
    'a range upside down',
    { features: [feature({ range: [2, 1] })] },
    'expected age: range [least, greatest], got [2,1]',
  ],
  [
    'a feature named like a number of a text',
    { features: [feature({ name: 'a', type: 'text' }), feature({ name: 'a__characters' })] },
    'expected features: distinct names, also from those of the numbers of a text',
  ],
  [
    'something else to do with what is sensitive',
    { features: [feature({ sensitive: true })] },
    'expected age: sensitive drop, hash or false, got true',
  ],
  [
    'a tokenizer of a number',
    { features: [feature({ tokenizer: TOKENIZER })] },
    'expected age: tokenizer of a text',
  ],
  [
    'a pattern that may backtrack',
    { features: [feature({ type: 'text', tokenizer: { ...TOKENIZER, pattern: '([a-z]+)*' } })] },
    'expected age: tokenizer of a text',
  ],
  [
    'a vocabulary in another folder',
    { features: [feature({ type: 'text', tokenizer: { ...TOKENIZER, vocabulary: '../a.txt' } })] },
    'expected age: tokenizer of a text',
  ],
])('%s is refused', (_, change, message) => {
  expect(() => parseDefinition({ ...handlerModel(), ...change }, 'a/model.json')).toThrow(message);
});

test('every problem is in one message, which begins with the file', () => {
  const wrong = { ...handlerModel(), version: '', threshold: 2, classes: [] };
  expect(() => parseDefinition(wrong, 'a/model.json')).toThrow(
    /^a\/model\.json: .*version.*; .*classes.*; .*classes.*; .*positive_class.*; .*threshold/,
  );
});

test.each([null, 1, 'text', []])('%j is refused', (json) => {
  expect(() => parseDefinition(json, 'model.json')).toThrow('expected name');
});

describe('the folder of models', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'driftgate-handler-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const add = async (folder: string, json: object): Promise<void> => {
    await mkdir(join(directory, folder));
    await writeFile(join(directory, folder, 'model.json'), JSON.stringify(json));
  };

  test('is read in the order of names; folders and files that are no model are left', async () => {
    await add('b', handlerModel({ name: 'b' }));
    await add('a', handlerModel({ name: 'a' }));
    await mkdir(join(directory, 'train'));
    await writeFile(join(directory, 'README.md'), '');
    expect([...(await readModels(directory)).keys()]).toEqual(['a', 'b']);
  });

  test('has each model under its own name', async () => {
    await add('a', handlerModel({ name: 'b' }));
    await expect(readModels(directory)).rejects.toThrow('expected the name "a", got "b"');
  });

  test('must have one, and exist', async () => {
    await expect(readModels(directory)).rejects.toThrow('expected at least one model.json');
    await expect(readModels(join(directory, 'none'))).rejects.toThrow('expected a folder of models at');
  });
});

test('every model of the project gives every feature its importance, and they sum to 1', async () => {
  for (const [name, { definition }] of await readModels('models')) {
    const importance = Object.values(definition.feature_importance).reduce((sum, share) => sum + share, 0);
    expect({ name, importance }).toEqual({ name, importance: expect.closeTo(1, 4) });
    expect(Object.keys(definition.feature_importance).sort()).toEqual(
      definition.features.map((one) => one.name).sort(),
    );
  }
});

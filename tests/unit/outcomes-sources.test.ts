import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSecret } from '../../lib/config.ts';
import { readModels } from '../../lib/model/registry.ts';
import { OUTCOME_FUNCTIONS, sourcesOf } from '../../lib/outcomes/functions.ts';
import { parseSources } from '../../lib/outcomes/parse-sources.ts';
import { readSources } from '../../lib/outcomes/read-sources.ts';
import { isMapped } from '../../lib/outcomes/source.ts';
import { handlerModel } from '../support/handler-model.ts';
import { ROOT } from '../support/handler-sources.ts';
import { storeDirectory } from '../support/store-directory.ts';

const parse = (...sources: unknown[]) => parseSources({ sources }, 'file.json');

const BY_ID = { prediction_id: 'id', outcome: 'o' };
const file = { name: 'files', kind: 'file', confidence: 0.9, mapping: BY_ID };
const database = {
  name: 'loans',
  kind: 'database',
  model: 'm',
  confidence: 0.95,
  mapping: {
    entity_id: 'loan_number',
    outcome: { column: 'state', classes: { PAID: 1, DEFAULT: 0, OPEN: null } },
    time: 'closed_at',
  },
  database: {
    url: { env: 'LOANS_URL' },
    query: 'SELECT * FROM loans',
    watermark: 'changed_at',
    key: 'loan_number',
  },
};
const queue = {
  name: 'events',
  kind: 'queue',
  confidence: 1,
  mapping: BY_ID,
  queue: { broker: 'kafka', name: 'outcomes' },
};
const http = {
  name: 'crm',
  kind: 'http',
  models: ['m', 'n'],
  confidence: 0,
  mapping: {
    entity_id: 'customer.id',
    model: 'model',
    outcome: 'left',
    predicted: 'forecast',
    time: { column: 'at', unit: 'seconds' },
  },
  http: {
    url: 'https://crm.example/outcomes?x=a@b',
    headers: { authorization: { file: '/run/secrets/crm' } },
  },
};

test('every kind has its settings and their defaults', () => {
  const mapping = { predicted: undefined, model: undefined, time: undefined };
  const byId = {
    ...mapping,
    join: { by: 'prediction_id', column: 'id' },
    outcome: { column: 'o', classes: undefined },
  };
  expect(parse(file, database, queue, http).filter(isMapped)).toEqual([
    { ...file, models: undefined, mapping: byId, file: { format: 'ending' } },
    {
      name: 'loans',
      kind: 'database',
      confidence: 0.95,
      models: ['m'],
      mapping: {
        ...mapping,
        join: { by: 'entity_id', column: 'loan_number' },
        outcome: {
          column: 'state',
          classes: new Map<string, unknown>([
            ['PAID', 1],
            ['DEFAULT', 0],
            ['OPEN', null],
          ]),
        },
        time: { column: 'closed_at', unit: undefined },
      },
      database: { ...database.database, batch: 5000, overlap_seconds: undefined },
    },
    { ...queue, models: undefined, mapping: byId },
    {
      name: 'crm',
      kind: 'http',
      confidence: 0,
      models: ['m', 'n'],
      mapping: {
        join: { by: 'entity_id', column: 'customer.id' },
        outcome: { column: 'left', classes: undefined },
        predicted: 'forecast',
        model: 'model',
        time: { column: 'at', unit: 'seconds' },
      },
      http: {
        ...http.http,
        rows: '',
        parameters: {},
        paging: { by: 'none' },
        timeout_seconds: 10,
        max_bytes: 16 * 1024 ** 2,
      },
    },
  ]);
});

test('requests and reviewers are there without being configured, and can have another confidence', () => {
  const confidences = (...sources: unknown[]) =>
    Object.fromEntries(parse(...sources).map(({ name, confidence }) => [name, confidence]));
  expect(confidences()).toEqual({ api: 0.8, reviewer: 1 });
  expect(confidences({ name: 'api', kind: 'api', confidence: 0.5 }, file)).toEqual({
    api: 0.5,
    reviewer: 1,
    files: 0.9,
  });
});

test.each([
  [{ by: 'link' }],
  [{ by: 'next', path: 'paging.next' }],
  [{ by: 'cursor', path: 'cursor', parameter: 'after' }],
  [{ by: 'number', parameter: 'page', first: 1 }],
])('pages %j', (paging) => {
  const [source] = parse({ ...http, http: { ...http.http, paging } }).filter(({ kind }) => kind === 'http');
  expect(source).toMatchObject({ http: { paging } });
});

test('every problem is named at once, with what was expected and what came', () => {
  const wrong = () =>
    parse(
      { ...file, name: 'Files', confidence: 1.5, colour: 'red' },
      { ...database, database: { url: 'postgresql://me:secret@host/db', query: '' }, mapping: {} },
      { ...queue, queue: { broker: 'nats', name: 'x' } },
      {
        ...http,
        http: { url: 'https://me:secret@crm.example', headers: { authorization: 'Bearer secret' } },
      },
    );
  expect(wrong).toThrow(
    [
      'file.json: sources[0].name: expected a name of lower-case letters, digits and hyphens, at most 31, got "Files"',
      'sources[0].confidence: expected a number from 0 to 1, got 1.5',
      'sources[0]: expected only name, kind, confidence, description, model, models, mapping, file, got "colour"',
      'loans.mapping.prediction_id: expected a column for either prediction_id or entity_id, got "neither"',
      'loans.mapping.outcome: expected text, got nothing',
      'loans.database.url: expected where the secret is, {"env": …} or {"file": …}, got "string"',
      'loans.database.query: expected a query, got ""',
      'loans.database.watermark: expected a column of the query that never falls, got nothing',
      'loans.database.key: expected a column of the query that is different in every row, got nothing',
      'events.queue.broker: expected one of sqs, kafka, rabbitmq, got "nats"',
      'crm.http.url: expected an address without a password, which a header may have, got "one"',
      'crm.http.headers.authorization: expected where the secret is, {"env": …} or {"file": …}, got "string"',
    ].join('; '),
  );
  expect(wrong).not.toThrow('secret@');
});

test.each([
  [[file, file], 'expected a name of its own for each, got files twice'],
  [
    [{ ...file, kind: 'fax' }],
    'files.kind: expected one of api, reviewer, file, database, queue, http, got "fax"',
  ],
  [[{ ...file, name: 'api' }], 'api.kind: expected "api", as the name says, got "file"'],
  [[{ name: 'mobile', kind: 'api', confidence: 1 }], 'mobile.name: expected "api", of which there is one'],
  [[{ ...file, name: 'unknown' }], 'unknown.name: expected another one than that of files without a source'],
  [[{ ...file, model: 'A' }], 'files.model: expected names of models, got "A"'],
  [[{ ...file, models: [] }], 'files.models: expected names of models, got []'],
  [[{ ...file, model: 'm', models: ['m'] }], 'files.model: expected either model or models, got "both"'],
  [[{ ...file, mapping: { ...BY_ID, entity_id: 'e' } }], 'got "both"'],
  [
    [{ ...file, mapping: { entity_id: 'e', outcome: 'o' } }],
    'files.mapping.model: expected a column with the model',
  ],
  [
    [{ ...file, mapping: { ...BY_ID, outcome: { column: 'o', classes: { yes: true } } } }],
    'files.mapping.outcome.classes.yes: expected a class of the model, or null, got true',
  ],
  [
    [{ ...file, mapping: { ...BY_ID, outcome: { column: 'o', classes: {} } } }],
    'files.mapping.outcome.classes: expected an object of values and their classes, got {}',
  ],
  [
    [{ ...file, mapping: { ...BY_ID, time: { column: 't', unit: 'days' } } }],
    'expected one of seconds, milliseconds',
  ],
  [[{ ...database, database: undefined }], 'loans.database: expected an object, got nothing'],
  [[7], 'sources[0]: expected an object, got 7'],
  [[queue, { ...queue, name: 'others' }], 'expected a queue of its own for each, got kafka outcomes twice'],
  [[{ ...database, database: { ...database.database, batch: 1.5 } }], 'expected an integer from 1 to 100000'],
  [
    [{ ...http, http: { ...http.http, headers: { 'x id': 'a' } } }],
    'crm.http.headers: expected names of headers, got "x id"',
  ],
  [
    [{ ...http, http: { url: 'http://x?page=1&api_key=secret' } }],
    'crm.http.url: expected secrets in parameters, got "one named api_key"',
  ],
  [
    [{ ...http, http: { url: 'http://x', parameters: { api_key: 'secret' } } }],
    'crm.http.parameters.api_key: expected where the secret is, {"env": …} or {"file": …}, got "string"',
  ],
  [
    [{ ...http, http: { url: 'ftp://x' } }],
    'crm.http.url: expected an address http:// or https://, got "ftp://x"',
  ],
])('%j is refused', (sources, message) => {
  expect(() => parse(...sources)).toThrow(message);
});

test.each([[{}], [[]], [null], [{ sources: {} }]])('%j is no configuration', (json) => {
  expect(() => parseSources(json, 'file.json')).toThrow('sources: expected an array');
});

test('the project has one, and every source is taken by one function', async () => {
  const models = await readModels(join(ROOT, 'models'));
  const definitions = [...models.values()].map(({ definition }) => definition);
  const logged: string[] = [];
  const sources = await readSources(join(ROOT, 'infra/outcome-sources.json'), definitions, (_, message) =>
    logged.push(message),
  );
  expect(sources.map(({ name }) => name)).toEqual(expect.arrayContaining(['api', 'reviewer']));
  expect(logged).toEqual([]);
  const taken = OUTCOME_FUNCTIONS.flatMap((name) => sourcesOf(name, sources));
  expect(taken.map(({ name }) => name).sort()).toEqual(sources.map(({ name }) => name).sort());
});

describe('a file', () => {
  const read = async (json: unknown, logged: unknown[] = []) => {
    const path = join(await storeDirectory(), 'sources.json');
    await writeFile(path, typeof json === 'string' ? json : JSON.stringify(json));
    return readSources(path, [handlerModel()], (...entry) => logged.push(entry));
  };

  test('must be JSON', async () => {
    await expect(read('{')).rejects.toThrow('sources.json: expected JSON, got');
  });

  test('that says something of models which is not so is read, and what is not so is logged', async () => {
    const outcome = { column: 'state', classes: { PAID: 2, OPEN: null, DEFAULT: 0, LOST: '0' } };
    const logged: unknown[] = [];
    const mapping = { ...database.mapping, outcome };
    expect(await read({ sources: [{ ...database, mapping }, http] }, logged)).toHaveLength(4);
    expect(logged).toEqual(
      [
        'loans: expected a class of m, 0, 1, for "PAID", got 2',
        'crm: expected a model that is served, m, got n',
      ].map((problem) => ['error', expect.any(String), { problem }]),
    );
  });
});

describe('a secret', () => {
  test('is read where its name says', async () => {
    const path = join(await storeDirectory(), 'secret');
    await writeFile(path, 'from a file\n');
    expect(readSecret({ file: path })).toBe('from a file');
    expect(readSecret({ env: 'A' }, { A: 'from a variable' })).toBe('from a variable');
  });

  test('that is not there is an error', async () => {
    const expected = 'expected a secret in the variable A, got nothing';
    expect(() => readSecret({ env: 'A' }, {})).toThrow(expected);
    expect(() => readSecret({ env: 'A' }, { A: '' })).toThrow(expected);
    const path = join(await storeDirectory(), 'none');
    expect(() => readSecret({ file: path })).toThrow('ENOENT');
  });
});

import {
  ROW_SOURCE_VARIABLES,
  readConfig,
  readRowSourcesConfig,
  readServerConfig,
  VARIABLES,
} from '../../lib/config.ts';

const FILE = { DRIFTGATE_STORE: 'file:/tmp/store' };

test('with a store alone, the rest has its defaults', () => {
  expect(readConfig(FILE)).toEqual({
    store: { kind: 'file', directory: '/tmp/store' },
    pushgateway: undefined,
    prometheus: undefined,
    grafana: undefined,
    modelSource: 'bundle',
    modelsDirectory: 'models',
    defaultModel: undefined,
    hashKey: undefined,
    previousHashKey: undefined,
    eventBus: undefined,
    outcomeSources: 'infra/outcome-sources.json',
    deadLetterQueue: undefined,
    secondReviewShare: 0.1,
    scrapeIntervalMs: 15_000,
    slotIdleMs: 90_000,
  });
});

test('everything can be set, and an empty variable is one that is not set', () => {
  const all = {
    DRIFTGATE_STORE: 's3://a-bucket.of-mine/some/prefix/',
    DRIFTGATE_S3_ENDPOINT: 'http://127.0.0.1:4566',
    DRIFTGATE_PUSHGATEWAY_URL: 'https://push.example',
    DRIFTGATE_PUSHGATEWAY_USERNAME: 'user',
    DRIFTGATE_PUSHGATEWAY_PASSWORD: 'pass',
    DRIFTGATE_PROMETHEUS_URL: 'http://prometheus.example:9090',
    DRIFTGATE_GRAFANA_URL: 'https://grafana.example/d/a-dashboard',
    DRIFTGATE_MODEL_SOURCE: 's3',
    DRIFTGATE_MODELS: '/models',
    DRIFTGATE_DEFAULT_MODEL: 'a',
    DRIFTGATE_HASH_KEY: 'k',
    DRIFTGATE_HASH_KEY_PREVIOUS: 'j',
    DRIFTGATE_EVENT_BUS: 'a-bus',
    DRIFTGATE_OUTCOME_SOURCES: '/etc/sources.json',
    DRIFTGATE_DEAD_LETTER_QUEUE: 'https://sqs.eu-central-1.amazonaws.com/1/q',
    DRIFTGATE_SECOND_REVIEW_SHARE: '0.25',
    DRIFTGATE_SCRAPE_INTERVAL_SECONDS: '0.5',
    DRIFTGATE_SLOT_IDLE_SECONDS: '30',
  };
  expect(Object.keys(all).sort()).toEqual([...VARIABLES].sort());
  expect(readConfig(all)).toEqual({
    store: {
      kind: 's3',
      bucket: 'a-bucket.of-mine',
      prefix: 'some/prefix',
      endpoint: 'http://127.0.0.1:4566',
    },
    pushgateway: { url: 'https://push.example', username: 'user', password: 'pass' },
    prometheus: { url: 'http://prometheus.example:9090' },
    grafana: 'https://grafana.example/d/a-dashboard',
    modelSource: 's3',
    modelsDirectory: '/models',
    defaultModel: 'a',
    hashKey: 'k',
    previousHashKey: 'j',
    eventBus: 'a-bus',
    outcomeSources: '/etc/sources.json',
    deadLetterQueue: 'https://sqs.eu-central-1.amazonaws.com/1/q',
    secondReviewShare: 0.25,
    scrapeIntervalMs: 500,
    slotIdleMs: 30_000,
  });
  const empty = Object.fromEntries(VARIABLES.map((name) => [name, '']));
  expect(readConfig({ ...empty, ...FILE })).toEqual(readConfig(FILE));
});

test.each([
  [{}, 'DRIFTGATE_STORE: expected file:<folder> or s3://<bucket>[/<prefix>], got ""'],
  [{ DRIFTGATE_STORE: '/tmp/x' }, 'got "/tmp/x"'],
  [{ DRIFTGATE_STORE: 's3://Bucket' }, 'got "s3://Bucket"'],
  [{ DRIFTGATE_STORE: 'file:' }, 'got "file:"'],
  [{ ...FILE, DRIFTGATE_PUSHGATEWAY_URL: 'push:9091' }, 'expected http:// or https://, got "push:9091"'],
  [
    { ...FILE, DRIFTGATE_PROMETHEUS_URL: 'localhost' },
    'DRIFTGATE_PROMETHEUS_URL: expected http:// or https://',
  ],
  [{ ...FILE, DRIFTGATE_GRAFANA_URL: 'https://' }, 'DRIFTGATE_GRAFANA_URL: expected http:// or https://'],
  [
    { ...FILE, DRIFTGATE_DEAD_LETTER_QUEUE: 'arn:aws:sqs:x:1:q' },
    'DRIFTGATE_DEAD_LETTER_QUEUE: expected http:// or https://, got "arn:aws:sqs:x:1:q"',
  ],
  [
    { ...FILE, DRIFTGATE_SLOT_IDLE_SECONDS: '0' },
    'DRIFTGATE_SLOT_IDLE_SECONDS: expected seconds above 0, got "0"',
  ],
  [{ ...FILE, DRIFTGATE_SLOT_IDLE_SECONDS: '90s' }, 'got "90s"'],
  [{ ...FILE, DRIFTGATE_SCRAPE_INTERVAL_SECONDS: '-1' }, 'DRIFTGATE_SCRAPE_INTERVAL_SECONDS: expected'],
  [{ ...FILE, DRIFTGATE_SCRAPE_INTERVAL_SECONDS: 'Infinity' }, 'got "Infinity"'],
  [
    { ...FILE, DRIFTGATE_SECOND_REVIEW_SHARE: '1.1' },
    'DRIFTGATE_SECOND_REVIEW_SHARE: expected 0 to 1, got "1.1"',
  ],
  [{ ...FILE, DRIFTGATE_SECOND_REVIEW_SHARE: '-0.1' }, 'got "-0.1"'],
  [{ ...FILE, DRIFTGATE_SECOND_REVIEW_SHARE: '10%' }, 'got "10%"'],
])('%j is refused', (env, message) => {
  expect(() => readConfig(env)).toThrow(message);
});

test('every problem is in one message, and no password', () => {
  const wrong = {
    DRIFTGATE_STORE: 'x',
    DRIFTGATE_PUSHGATEWAY_URL: 'y',
    DRIFTGATE_SLOT_IDLE_SECONDS: 'z',
    DRIFTGATE_PUSHGATEWAY_PASSWORD: 'secret',
  };
  expect(() => readConfig(wrong)).toThrow(/^configuration: .*STORE.*; .*PUSHGATEWAY_URL.*; .*SLOT_IDLE/);
  expect(() => readConfig(wrong)).not.toThrow(/secret/);
});

describe('row sources', () => {
  test('none need be configured', () => {
    expect(readRowSourcesConfig({})).toEqual({ postgresUrl: undefined, bigquery: {} });
    const empty = Object.fromEntries(ROW_SOURCE_VARIABLES.map((name) => [name, '']));
    expect(readRowSourcesConfig(empty)).toEqual(readRowSourcesConfig({}));
  });

  test('are named as their users know them', () => {
    const all = {
      DRIFTGATE_POSTGRES_URL: 'postgresql://reader:secret@db.example/loans',
      GOOGLE_CLOUD_PROJECT: 'a-project',
      BIGQUERY_DATASET: 'field',
      BIGQUERY_TABLE: 'rows',
    };
    expect(Object.keys(all)).toEqual([...ROW_SOURCE_VARIABLES]);
    expect(readRowSourcesConfig(all)).toEqual({
      postgresUrl: all.DRIFTGATE_POSTGRES_URL,
      bigquery: { project: 'a-project', dataset: 'field', table: 'rows' },
    });
  });

  test('a wrong address is refused, and no password is shown', () => {
    const read = () =>
      readRowSourcesConfig({ DRIFTGATE_POSTGRES_URL: 'mysql://reader:secret@db.example/loans' });
    expect(read).toThrow('DRIFTGATE_POSTGRES_URL: expected postgresql://…, got something else');
  });
});

test('of the server, what is set and what is not', () => {
  expect(readServerConfig({})).toEqual({ host: '127.0.0.1', port: 8000, schedules: true });
  const all = { DRIFTGATE_HOST: '0.0.0.0', DRIFTGATE_PORT: '80', DRIFTGATE_SCHEDULES: 'off' };
  expect(readServerConfig(all)).toEqual({ host: '0.0.0.0', port: 80, schedules: false });
  expect(() => readServerConfig({ DRIFTGATE_PORT: '65536', DRIFTGATE_SCHEDULES: 'no' })).toThrow(
    'configuration: DRIFTGATE_PORT: expected 0 to 65535, got "65536"; DRIFTGATE_SCHEDULES: expected on or off, got "no"',
  );
});

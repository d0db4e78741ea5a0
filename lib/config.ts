import { readFileSync } from 'node:fs';
import type { SecretName } from './outcomes/source.ts';
import type { StoreConfig } from './store/open.ts';

/** The settings of a deployed function, read from its environment once. */
export interface Config {
  store: StoreConfig;
  /** Undefined: metrics are kept in the log, and pushed nowhere. */
  pushgateway: { url: string; username?: string; password?: string } | undefined;
  /** Address of the Prometheus that scrapes the gateway. Undefined: the nightly audit of counters does without it. */
  prometheus: { url: string } | undefined;
  /** Address of the Grafana dashboard that a model is shown in, by its variable `model`. Undefined: nothing links there. */
  grafana: string | undefined;
  /** `bundle`: the folders that came with the code. `s3`: what is published in the store, whichever that is. */
  modelSource: 'bundle' | 's3';
  modelsDirectory: string;
  defaultModel: string | undefined;
  hashKey: string | undefined;
  /** The one before it, by which predictions of then are found. */
  previousHashKey: string | undefined;
  /** Amazon EventBridge, for what others may act on. Undefined: it is recorded in the store alone. */
  eventBus: string | undefined;
  /** The file that says where outcomes come from. */
  outcomeSources: string;
  /** URL of the queue of Amazon SQS for messages that are no outcomes. Undefined: they stay in their own. */
  deadLetterQueue: string | undefined;
  /** Which share of the predictions two reviewers are to judge, 0 to 1. */
  secondReviewShare: number;
  scrapeIntervalMs: number;
  slotIdleMs: number;
}

/** Every variable that is read; `serverless.yml` sets no other. */
export const VARIABLES = [
  'DRIFTGATE_STORE',
  'DRIFTGATE_S3_ENDPOINT',
  'DRIFTGATE_PUSHGATEWAY_URL',
  'DRIFTGATE_PUSHGATEWAY_USERNAME',
  'DRIFTGATE_PUSHGATEWAY_PASSWORD',
  'DRIFTGATE_PROMETHEUS_URL',
  'DRIFTGATE_GRAFANA_URL',
  'DRIFTGATE_MODEL_SOURCE',
  'DRIFTGATE_MODELS',
  'DRIFTGATE_DEFAULT_MODEL',
  'DRIFTGATE_HASH_KEY',
  'DRIFTGATE_HASH_KEY_PREVIOUS',
  'DRIFTGATE_EVENT_BUS',
  'DRIFTGATE_OUTCOME_SOURCES',
  'DRIFTGATE_DEAD_LETTER_QUEUE',
  'DRIFTGATE_SECOND_REVIEW_SHARE',
  'DRIFTGATE_SCRAPE_INTERVAL_SECONDS',
  'DRIFTGATE_SLOT_IDLE_SECONDS',
] as const;

/** Of the server that runs the functions in one process. */
export interface ServerConfig {
  host: string;
  port: number;
  /** Whether it runs the scheduled functions too. */
  schedules: boolean;
}

/** Every variable of those, which no function needs. */
export const SERVER_VARIABLES = ['DRIFTGATE_HOST', 'DRIFTGATE_PORT', 'DRIFTGATE_SCHEDULES'] as const;

/** @throws Error with every variable that is wrong, saying what was expected and what came. */
export function readServerConfig(env: Partial<Record<string, string>> = process.env): ServerConfig {
  const problems: string[] = [];
  const read = (name: (typeof SERVER_VARIABLES)[number]): string | undefined => env[name] || undefined;
  const port = Number(read('DRIFTGATE_PORT') ?? 8000);
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535))
    problems.push(`DRIFTGATE_PORT: expected 0 to 65535, got "${env.DRIFTGATE_PORT}"`);
  const schedules = read('DRIFTGATE_SCHEDULES') ?? 'on';
  if (schedules !== 'on' && schedules !== 'off')
    problems.push(`DRIFTGATE_SCHEDULES: expected on or off, got "${schedules}"`);
  if (problems.length > 0) throw new Error(`configuration: ${problems.join('; ')}`);
  return { host: read('DRIFTGATE_HOST') ?? '127.0.0.1', port, schedules: schedules === 'on' };
}

/** Databases that commands on somebody's own machine read rows from. */
export interface RowSourcesConfig {
  /** `postgresql://…`; undefined: the standard variables (PGHOST, PGUSER, …), which the client reads by itself. */
  postgresUrl: string | undefined;
  /** By the names that its users know. Credentials are found by Google's own library. */
  bigquery: { project?: string; dataset?: string; table?: string };
}

/** Every variable of those, which no function needs. */
export const ROW_SOURCE_VARIABLES = [
  'DRIFTGATE_POSTGRES_URL',
  'GOOGLE_CLOUD_PROJECT',
  'BIGQUERY_DATASET',
  'BIGQUERY_TABLE',
] as const;

/** @throws Error when the address is not one of PostgreSQL; it is not in the message, because it has a password. */
export function readRowSourcesConfig(env: Partial<Record<string, string>> = process.env): RowSourcesConfig {
  const read = (name: (typeof ROW_SOURCE_VARIABLES)[number]): string | undefined => env[name] || undefined;
  const postgresUrl = read('DRIFTGATE_POSTGRES_URL');
  if (postgresUrl !== undefined && !/^postgres(ql)?:\/\//.test(postgresUrl))
    throw new Error('configuration: DRIFTGATE_POSTGRES_URL: expected postgresql://…, got something else');
  const project = read('GOOGLE_CLOUD_PROJECT');
  const dataset = read('BIGQUERY_DATASET');
  const table = read('BIGQUERY_TABLE');
  return {
    postgresUrl,
    bigquery: { ...(project && { project }), ...(dataset && { dataset }), ...(table && { table }) },
  };
}

/**
 * A secret that a configuration file names. The end of a file's last line is no part of it.
 * @throws Error when it is not there or empty
 */
export function readSecret(name: SecretName, env: Partial<Record<string, string>> = process.env): string {
  const value = 'env' in name ? env[name.env] : readFileSync(name.file, 'utf8').replace(/\r?\n$/, '');
  if (value) return value;
  const where = 'env' in name ? `the variable ${name.env}` : name.file;
  throw new Error(`configuration: expected a secret in ${where}, got nothing`);
}

/** @throws Error with every variable that is missing or wrong, saying what was expected and what came. */
export function readConfig(env: Partial<Record<string, string>> = process.env): Config {
  const problems: string[] = [];
  const read = (name: (typeof VARIABLES)[number]): string | undefined => env[name] || undefined;
  const seconds = (name: (typeof VARIABLES)[number], initial: number): number => {
    const value = Number(read(name) ?? initial);
    if (!(value > 0 && value < 86_400))
      problems.push(`${name}: expected seconds above 0, got "${env[name]}"`);
    return value * 1000;
  };
  const secondReviewShare = Number(read('DRIFTGATE_SECOND_REVIEW_SHARE') ?? 0.1);
  if (!(secondReviewShare >= 0 && secondReviewShare <= 1))
    problems.push(
      `DRIFTGATE_SECOND_REVIEW_SHARE: expected 0 to 1, got "${env.DRIFTGATE_SECOND_REVIEW_SHARE}"`,
    );
  const store = parseStore(read('DRIFTGATE_STORE'), read('DRIFTGATE_S3_ENDPOINT'));
  if (typeof store === 'string') problems.push(store);
  const address = (name: (typeof VARIABLES)[number]): string | undefined => {
    const value = read(name);
    if (value !== undefined && !(/^https?:\/\//.test(value) && URL.canParse(value)))
      problems.push(`${name}: expected http:// or https://, got "${value}"`);
    return value;
  };
  const url = address('DRIFTGATE_PUSHGATEWAY_URL');
  const prometheus = address('DRIFTGATE_PROMETHEUS_URL');
  const grafana = address('DRIFTGATE_GRAFANA_URL');
  const deadLetterQueue = address('DRIFTGATE_DEAD_LETTER_QUEUE');
  // The name without the prefix is accepted too.
  const modelSource = read('DRIFTGATE_MODEL_SOURCE') ?? (env.MODEL_SOURCE || 'bundle');
  if (modelSource !== 'bundle' && modelSource !== 's3')
    problems.push(`DRIFTGATE_MODEL_SOURCE: expected bundle or s3, got "${modelSource}"`);
  const username = read('DRIFTGATE_PUSHGATEWAY_USERNAME');
  const password = read('DRIFTGATE_PUSHGATEWAY_PASSWORD');
  const config: Config = {
    store: store as StoreConfig,
    pushgateway:
      url === undefined ? undefined : { url, ...(username && { username }), ...(password && { password }) },
    prometheus: prometheus === undefined ? undefined : { url: prometheus },
    grafana,
    modelSource: modelSource as Config['modelSource'],
    modelsDirectory: read('DRIFTGATE_MODELS') ?? 'models',
    defaultModel: read('DRIFTGATE_DEFAULT_MODEL'),
    hashKey: read('DRIFTGATE_HASH_KEY'),
    previousHashKey: read('DRIFTGATE_HASH_KEY_PREVIOUS'),
    eventBus: read('DRIFTGATE_EVENT_BUS'),
    outcomeSources: read('DRIFTGATE_OUTCOME_SOURCES') ?? 'infra/outcome-sources.json',
    deadLetterQueue,
    secondReviewShare,
    scrapeIntervalMs: seconds('DRIFTGATE_SCRAPE_INTERVAL_SECONDS', 15),
    slotIdleMs: seconds('DRIFTGATE_SLOT_IDLE_SECONDS', 90),
  };
  if (problems.length > 0) throw new Error(`configuration: ${problems.join('; ')}`);
  return config;
}

/** Where the user stands: npm leaves that folder for the project's before it runs a command. */
export const userDirectory = (env: Partial<Record<string, string>> = process.env): string =>
  env.INIT_CWD || process.cwd();

function parseStore(text: string | undefined, endpoint: string | undefined): StoreConfig | string {
  const file = /^file:(.+)$/.exec(text ?? '');
  if (file) return { kind: 'file', directory: file[1]! };
  const s3 = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.+?))?\/?$/.exec(text ?? '');
  if (s3) {
    return { kind: 's3', bucket: s3[1]!, ...(s3[2] && { prefix: s3[2] }), ...(endpoint && { endpoint }) };
  }
  return `DRIFTGATE_STORE: expected file:<folder> or s3://<bucket>[/<prefix>], got "${text ?? ''}"`;
}

import type { ClassLabel } from '../model/definition.ts';

/** Where a secret is, instead of the secret: the name of an environment variable, or the path of a file. */
export type SecretName = { env: string } | { file: string };

/** What rows of a source look like. A column is a name, or of nested JSON a path such as `loan.state`. */
export interface Mapping {
  /** What a row is about: one of our predictions, or something that both sides know under a name of its own. */
  join: { by: 'prediction_id' | 'entity_id'; column: string };
  /** `classes`: what values mean, by their text; null is an outcome that is not known yet. Without, a value is a class. */
  outcome: { column: string; classes: ReadonlyMap<string, ClassLabel | null> | undefined };
  /** What the source believes was predicted; compared, never believed. */
  predicted: string | undefined;
  /** Where a row says which model it is about. */
  model: string | undefined;
  /** When the outcome became known. `unit`: of numbers, since 1970. */
  time: { column: string; unit: 'seconds' | 'milliseconds' | undefined } | undefined;
}

interface Named {
  /** Value of the label `source`, and part of keys in the store. */
  name: string;
  /** 0 to 1; where sources disagree about one prediction the highest wins. */
  confidence: number;
}

/** A source whose requests have a form of their own. */
export interface RequestSource extends Named {
  kind: 'api' | 'reviewer';
}

interface Mapped extends Named {
  /** Models it may tell of; undefined: all. */
  models: readonly string[] | undefined;
  mapping: Mapping;
}

/** Files below `outcomes-inbox/<name>/`. */
export interface FileSource extends Mapped {
  kind: 'file';
  /** `ending`: as the file's name ends. */
  file: { format: 'ending' | 'csv' | 'ndjson' | 'parquet' };
}

/** A query that is polled. */
export interface DatabaseSource extends Mapped {
  kind: 'database';
  database: {
    /** `postgresql://…`. */
    url: SecretName;
    query: string;
    /** A column of the result that never falls, such as the time of the last change, by which polls go on. */
    watermark: string;
    /** A column that tells rows with equal watermarks apart. */
    key: string;
    /** Rows that are taken at a time. */
    batch: number;
    /** How far behind the newest watermark rows may still appear, in seconds; undefined: as is usual of its type. */
    overlap_seconds: number | undefined;
  };
}

/** Messages of JSON, one row each. */
export interface QueueSource extends Mapped {
  kind: 'queue';
  /** `name`: of the queue, or the topic. */
  queue: { broker: 'sqs' | 'kafka' | 'rabbitmq'; name: string };
}

/** How an endpoint says where its next page is. */
export type Paging =
  | { by: 'none' }
  /** RFC 8288: the header `Link` with `rel="next"`. */
  | { by: 'link' }
  /** An address in the body. */
  | { by: 'next'; path: string }
  /** A value in the body that goes into a parameter of the address. */
  | { by: 'cursor'; path: string; parameter: string }
  /** Counted from `first` until a page is empty. */
  | { by: 'number'; parameter: string; first: number };

/** An endpoint that is polled with GET. */
export interface HttpSource extends Mapped {
  kind: 'http';
  http: {
    url: string;
    headers: Readonly<Record<string, string | SecretName>>;
    /** Of the address, which are secrets; others are in the address itself. */
    parameters: Readonly<Record<string, SecretName>>;
    /** Path of the array of rows in the body; empty where the body is the array. */
    rows: string;
    paging: Paging;
    timeout_seconds: number;
    /** Of one page. */
    max_bytes: number;
  };
}

/** Sources whose rows are read by a mapping. */
export type MappedSource = FileSource | DatabaseSource | QueueSource | HttpSource;

/** One way in which outcomes come. All of them end in the same log; they differ in how rows reach it. */
export type OutcomeSource = RequestSource | MappedSource;

export type SourceKind = OutcomeSource['kind'];

export const isMapped = (source: OutcomeSource): source is MappedSource =>
  source.kind !== 'api' && source.kind !== 'reviewer';

/** These are there without being configured. */
export const REQUEST_SOURCES: readonly RequestSource[] = [
  { name: 'api', kind: 'api', confidence: 0.8 },
  { name: 'reviewer', kind: 'reviewer', confidence: 1 },
];

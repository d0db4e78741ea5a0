import type { ClassLabel } from '../model/definition.ts';

/** What a client sends: values as its source has them, right or wrong. */
export interface SimulatedRow {
  readonly features: Readonly<Record<string, unknown>>;
  /** What became of it; undefined where that is not known. */
  readonly actual: ClassLabel | undefined;
}

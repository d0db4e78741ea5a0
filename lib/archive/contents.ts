/**
 * Why lines were not used: not a JSON object with a type (cut off, for example); a record without all its fields; a
 * type that does not belong in this log; a model that the registry does not have; a second record of the same id.
 */
export const SKIP_REASONS = [
  'malformed',
  'incomplete',
  'unknown_type',
  'unknown_model',
  'duplicate_id',
] as const;
export type SkipReason = (typeof SKIP_REASONS)[number];

/** How many lines of one kind the day's log has, by the model they name. */
export interface LineCount {
  kind: 'header' | 'prediction' | 'outcome' | 'rejected' | 'erased' | SkipReason;
  /** As the line says, whether the registry knows it or not. */
  model: string | null;
  lines: number;
}

/** What the chunks of a log have together, in order of what the lines say they are. */
export function countLines(groups: readonly LineCount[], isKnown: (model: string) => boolean): LineCount[] {
  const counts = new Map<string, LineCount>();
  for (const { kind, model, lines } of groups) {
    const key = JSON.stringify([kind, model]);
    counts.set(key, { kind, model, lines: (counts.get(key)?.lines ?? 0) + lines });
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { kind, model, lines }]) => {
      const foreign = model !== null && kind !== 'header' && !isKnown(model) && !isAnyModel(model, kind);
      return { kind: foreign ? 'unknown_model' : kind, model, lines };
    });
}

/** A rejected request may name no known model, and its record then says `unknown`. */
const isAnyModel = (model: string, kind: LineCount['kind']): boolean =>
  kind === 'rejected' && model === 'unknown';

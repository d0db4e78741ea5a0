/** A row as its source has it: numbers, texts, booleans; null or nothing where it has none. Or why it cannot be read. */
export type SourceRow = { readonly at: string } & (
  | { readonly cells: Readonly<Record<string, unknown>> }
  | { readonly unreadable: string }
);

/** A table that is read once, from the beginning, and may be larger than memory. */
export interface RowSource {
  /** For messages. */
  readonly name: string;
  /** Undefined where each row has its own. */
  readonly columns: readonly string[] | undefined;
  /** A part at a time. @throws Error when the source fails on the way */
  rows(): AsyncIterable<readonly SourceRow[]>;
  /** Gives back what it holds, read or not. */
  close(): Promise<void>;
}

import type { RowRejection } from '../outcomes/row.ts';
import type { Store } from '../store/store.ts';
import type { InboxFile } from './inbox-file.ts';
import { refusalsKey } from './keys.ts';

export interface Refusal {
  /** In the file. */
  position: number;
  rejection: RowRejection;
}

/** Says which rows of a file were refused and why, a line each, in order of the file. */
export async function putRefusals(
  store: Store,
  file: InboxFile,
  part: string,
  refusals: readonly Refusal[],
): Promise<void> {
  if (refusals.length === 0) return;
  const lines = refusals
    .toSorted((a, b) => a.position - b.position)
    .map(({ rejection: { at, model, reason, detail } }) => JSON.stringify({ at, model, reason, detail }));
  await store.put(refusalsKey(file, part), `${lines.join('\n')}\n`);
}

import type { FileRow } from '../../lib/inbox/file-row.ts';
import { RowWindow } from '../../lib/inbox/row-window.ts';
import type { FileSource } from '../../lib/outcomes/source.ts';
import { sourceOf } from '../support/outcome-log.ts';

/** More than are objects at once. */
const ROWS = 120_000;

test.each([
  ['one prediction', () => 'm.2026112112.0003.k3v9x2ab7q.0.17', 1],
  ['nothing that is an id', (i: number) => `no id ${i}`, 1],
  ['two segments in turns', (i: number) => `m.2026112112.0003.k3v9x2ab7q.${i % 2}.${i}`, 2],
])('rows about %s are all in batches, each once', (_, idOf, groups) => {
  const window = new RowWindow(sourceOf() as FileSource, { rows: ROWS, bytes: Number.POSITIVE_INFINITY });
  const note = 'x'.repeat(60);
  for (let position = 0; position < ROWS; position++)
    window.add({ position, at: `line ${position + 2}`, cells: { id: idOf(position), o: '1', p: note } });
  expect(window.isFull).toBe(true);
  const positions: number[] = [];
  let batches = 0;
  for (const batch of window.batches(50_000)) {
    batches++;
    for (const row of batch as (FileRow & { cells: Record<string, unknown> })[]) {
      positions.push(row.position);
      if (row.cells.id !== idOf(row.position)) throw new Error(`expected the id of row ${row.position}`);
    }
  }
  expect(batches).toBe(3);
  // In order, once for each group.
  const falls = positions.filter((position, i) => i > 0 && position < positions[i - 1]!);
  expect(falls.length).toBeGreaterThanOrEqual(groups - 1);
  if (groups === 1) expect(falls).toEqual([]);
  expect(new Set(positions).size).toBe(ROWS);
});

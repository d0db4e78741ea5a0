import type { Random } from './random.ts';

/**
 * Deals all rows to folds of equal size, each deal as likely as any other: how many rows of each cell every fold gets,
 * [fold][cell]. That is a draw from the multivariate hypergeometric distribution. Takes a step per row. Source: Knuth,
 * The Art of Computer Programming 2, 3.4.2, algorithm S.
 */
export function dealFolds(random: Random, cells: readonly number[], folds: number): number[][] {
  let left = cells.reduce((sum, count) => sum + count, 0);
  const room = Array.from(
    { length: folds },
    (_, i) => Math.floor((left * (i + 1)) / folds) - Math.floor((left * i) / folds),
  );
  const dealt = room.map(() => new Array<number>(cells.length).fill(0));
  cells.forEach((count, cell) => {
    for (let row = 0; row < count; row++, left--) {
      let place = Math.floor(random() * left);
      let fold = 0;
      while (place >= room[fold]!) place -= room[fold++]!;
      room[fold]!--;
      dealt[fold]![cell]!++;
    }
  });
  return dealt;
}

import type { Bin } from '../../../../lib/monitor/answer.ts';

/** Shares of the rows, 0 to 1. */
export interface BinShares {
  bin: string;
  reference: number;
  production: number;
}

/** What values that are bins are called to people. */
export type Names = Readonly<Record<string, string>>;

/** Of the bins that have rows on either side; the others say nothing. Without rows on a side all its shares are 0. */
export function sharesOf(distribution: readonly Bin[], names: Names): BinShares[] {
  const total = (side: 'reference' | 'production') => distribution.reduce((sum, of) => sum + of[side], 0);
  const [reference, production] = [total('reference') || 1, total('production') || 1];
  return distribution
    .filter((of) => of.reference + of.production > 0)
    .map((of) => ({
      bin: Object.hasOwn(names, of.bin) ? `${of.bin}: ${names[of.bin]}` : of.bin,
      reference: of.reference / reference,
      production: of.production / production,
    }));
}

/** The bin whose share changed most, the first of equals. */
export const mostChanged = (shares: readonly BinShares[]): BinShares | undefined =>
  shares.reduce<BinShares | undefined>(
    (most, of) => (most && changeOf(most) >= changeOf(of) ? most : of),
    undefined,
  );

const changeOf = ({ reference, production }: BinShares): number => Math.abs(production - reference);

import type { FeatureBins, NumericBins } from './bins.ts';

/** What the coarse bins of a feature are, for people; in the order of `coarseCounts`. */
export function coarseLabels(bins: FeatureBins): string[] {
  if (bins.kind === 'numeric') return ['missing', ...numericLabels(bins)];
  const unusual = bins.rare.length > 0 ? 'rare or never seen' : 'never seen';
  return ['missing', unusual, ...bins.categories.map(String)];
}

/** The same for scores, in the order of `coarseScoreCounts`. */
export const coarseScoreLabels = (bins: NumericBins): string[] => numericLabels(bins);

function numericLabels({ edges: fine, coarse_edges: edges }: NumericBins): string[] {
  if (edges.length === 0) return ['any'];
  const last = edges.at(-1) === fine.at(-1) ? '>' : '≥';
  const texts = edges.map(short);
  const inner = texts.slice(1).map((to, i) => (to === texts[i] ? to : `${texts[i]} – ${to}`));
  return [`< ${texts[0]}`, ...inner, `${last} ${texts.at(-1)}`];
}

/** The last fine edge is the double above the reference's maximum: as short text it is the maximum. */
const short = (x: number): string => String(Number(x.toPrecision(5)));

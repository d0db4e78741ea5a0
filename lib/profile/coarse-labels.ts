import type { FeatureBins, NumericBins } from './bins.ts';

/** What the coarse bins of a feature are, for people; in the order of `coarseCounts`. */
export function coarseLabels(bins: FeatureBins): string[] {
  if (bins.kind === 'numeric') return ['missing', ...numericLabels(bins)];
  const rare = bins.rare.length > 0 ? ['other known'] : [];
  return ['missing', 'never seen', ...rare, ...bins.categories.map(String)];
}

/** The same for scores, in the order of `coarseScoreCounts`. */
export const coarseScoreLabels = (bins: NumericBins): string[] => numericLabels(bins);

function numericLabels({ coarse_edges: edges }: NumericBins): string[] {
  if (edges.length === 0) return ['any'];
  const texts = edges.map(short);
  const inner = texts.slice(1).map((to, i) => (to === texts[i] ? to : `${texts[i]} – ${to}`));
  return [`< ${texts[0]}`, ...inner, `> ${texts.at(-1)}`];
}

/** The edge above the reference's maximum is the next double: as short text it is the maximum. */
const short = (x: number): string => String(Number(x.toPrecision(5)));

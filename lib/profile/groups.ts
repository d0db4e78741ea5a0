import { type FeatureBins, FIRST_CATEGORY, MISSING, OTHER, widthBucket } from './bins.ts';

/** Groups that a feature has at most: missing, other, and four more. */
export const GROUPS = 6;
export const MISSING_GROUP = 0;
/** Outside the range of the reference, or never seen in it. */
export const OTHER_GROUP = 1;
const FIRST_GROUP = 2;
const LAST_GROUP = GROUPS - 1;

/**
 * The group of each bin, in the order of an array of counts: the quartiles of a numeric feature; the three most frequent
 * categories each and all others together. Pairs of fine bins would be mostly empty.
 */
export function groupsOfBins(bins: FeatureBins): number[] {
  return bins.kind === 'numeric' ? numeric(bins) : categorical(bins);
}

function numeric({ edges, quartile_edges }: FeatureBins & { kind: 'numeric' }): number[] {
  const inner = edges.map((edge, i) =>
    i === edges.length - 1 ? OTHER_GROUP : FIRST_GROUP + widthBucket(edge, quartile_edges),
  );
  return [MISSING_GROUP, OTHER_GROUP, ...inner];
}

function categorical({ categories }: FeatureBins & { kind: 'categorical' }): number[] {
  const first = FIRST_CATEGORY - MISSING;
  return Array.from({ length: first + categories.length }, (_, i) => {
    if (i === 0) return MISSING_GROUP;
    if (i === OTHER - MISSING) return OTHER_GROUP;
    return i < first ? LAST_GROUP : Math.min(FIRST_GROUP + i - first, LAST_GROUP);
  });
}

/** What a group is, for people: `18 to below 30`; the last one ends with the reference's maximum. */
export function groupName(bins: FeatureBins, group: number): string {
  if (group === MISSING_GROUP) return 'missing';
  if (bins.kind === 'numeric') {
    if (group === OTHER_GROUP) return 'outside the range of the reference';
    const edges = [bins.edges[0], ...bins.quartile_edges, bins.edges.at(-1)];
    const [from, to] = [edges[group - FIRST_GROUP], edges[group - FIRST_GROUP + 1]];
    return group === LAST_GROUP ? `${from} to ${maximum(to!)}` : `${from} to below ${to}`;
  }
  if (group === OTHER_GROUP) return 'never seen in the reference';
  return group < LAST_GROUP ? String(bins.categories[group - FIRST_GROUP]) : 'another category';
}

/** The last edge is the next double. */
const maximum = (edge: number): number => Number(edge.toPrecision(15));

/** Every two of these features, once, in order. */
export const pairsOf = (features: readonly string[]): [string, string][] =>
  features.flatMap((a, i) => features.slice(i + 1).map((b): [string, string] => [a, b]));

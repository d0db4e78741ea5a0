import { type FeatureBins, MISSING, OTHER } from '../profile/bins.ts';
import type { ProfileCounts } from '../profile/profile.ts';
import type { Reference } from '../profile/reference.ts';
import { type Counted, checkShares, type QualityCheck, type Violations } from './quality-check.ts';

/** Problems that requests were refused for: their values never reached a profile. */
export interface RefusedValues {
  /** Null for a field that the model does not have. */
  feature: string | null;
  check: string;
  count: number;
}

/**
 * The checks of a window against the reference: of every feature that has bins, and of others, such as texts, as far
 * as refused requests tell, which are of the same window. How many rows a refused batch had is not known, so a refused value counts as one that its
 * own check looked at. `drifted` are the features that `judge` found to have drifted.
 */
export function checkDataQuality(
  { bins, profile }: Pick<Reference, 'bins' | 'profile'>,
  window: ProfileCounts,
  refused: readonly RefusedValues[],
  drifted: ReadonlySet<string>,
): QualityCheck[] {
  const named = refused.flatMap(({ feature }) => feature ?? []).sort();
  const features = [...new Set([...Object.keys(bins.features), ...named])];
  const counted = features.flatMap((feature) => {
    const of = Object.hasOwn(bins.features, feature) ? bins.features[feature] : undefined;
    return CHECKS.filter(({ check }) => check !== 'categorical_values_check' || of?.kind !== 'numeric').map(
      (check) =>
        count(check, feature, expected(of, seen(of, profile, feature)), seen(of, window, feature), refused),
    );
  });
  const unknown = count(EXTRA, null, seen(undefined, profile, ''), seen(undefined, window, ''), refused);
  return [
    ...checkShares([...counted, unknown]).flatMap((check) =>
      check.check === 'completeness_check' ? [check, missingColumn(check)] : [check],
    ),
    ...Object.keys(bins.features).map((feature) =>
      ofTheFeature('baseline_drift_check', feature, drifted.has(feature)),
    ),
  ];
}

/** Of one feature's values: rows, and those of them that are missing or were never seen in the reference. */
interface Seen {
  rows: number;
  missing: number;
  other: number;
}

function seen(bins: FeatureBins | undefined, { rows, features }: ProfileCounts, feature: string): Seen {
  const counts = (bins && Object.hasOwn(features, feature) && features[feature]) || [];
  return { rows, missing: counts[MISSING + 1] ?? 0, other: counts[OTHER + 1] ?? 0 };
}

/**
 * The reference cannot have what it never saw, but another sample like it would: about as many as it has categories of
 * one row each, which are at most the rare ones. Source: Good (1953), The population frequencies of species.
 */
const expected = (bins: FeatureBins | undefined, reference: Seen): Seen => ({
  ...reference,
  other: bins?.kind === 'categorical' ? bins.rare.length : 0,
});

interface Check {
  check: QualityCheck['check'];
  /** Checks of the validation. */
  refusals: readonly string[];
  count(seen: Seen): Violations;
}

const EXTRA: Check = {
  check: 'extra_column_check',
  refusals: ['unknown_feature'],
  count: ({ rows }) => ({ violations: 0, values: rows }),
};

const CHECKS: readonly Check[] = [
  {
    check: 'data_type_check',
    refusals: ['wrong_type', 'not_finite', 'out_of_range'],
    count: ({ rows }) => ({ violations: 0, values: rows }),
  },
  {
    check: 'completeness_check',
    refusals: ['missing_feature'],
    count: ({ rows, missing }) => ({ violations: missing, values: rows }),
  },
  {
    check: 'categorical_values_check',
    refusals: ['unknown_category'],
    count: ({ rows, missing, other }) => ({ violations: other, values: rows - missing }),
  },
];

function count(
  { check, refusals, count: of }: Check,
  feature: string | null,
  before: Seen,
  now: Seen,
  refused: readonly RefusedValues[],
): Counted {
  const also = refused
    .filter((one) => one.feature === feature && refusals.includes(one.check))
    .reduce((sum, one) => sum + one.count, 0);
  const { violations, values } = of(now);
  return { check, feature, violations: violations + also, values: values + also, reference: of(before) };
}

/** Nothing is left of the feature: its completeness alarms, and no value came. */
const missingColumn = ({ feature, share, alarm }: QualityCheck): QualityCheck =>
  ofTheFeature('missing_column_check', feature, alarm && share === 1);

/** What is looked at is the feature as a whole. */
const ofTheFeature = (
  check: QualityCheck['check'],
  feature: string | null,
  alarm: boolean,
): QualityCheck => ({
  check,
  feature,
  violations: alarm ? 1 : 0,
  values: 1,
  share: alarm ? 1 : 0,
  referenceShare: 0,
  alarm,
});

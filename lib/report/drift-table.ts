import type { FeatureDrift } from '../nightly/drift-report.ts';
import { decimal, percent, pValue } from '../wording/numbers.ts';
import type { Html } from './html.ts';
import { nameOf } from './name.ts';
import { type Cell, table, words } from './table.ts';
import { verdict } from './verdict.ts';

/** What was measured of each feature. */
export const driftTable = (features: readonly FeatureDrift[]): Html =>
  table(
    'Drift by feature, the largest impact first',
    [
      'feature',
      words('verdict'),
      'impact',
      'KL',
      'p adjusted',
      'p',
      'PSI',
      'JS',
      'KS (at most), or χ²',
      'Wasserstein in SD',
      'missing then → now',
    ],
    features.map(featureRow),
  );

function featureRow(of: FeatureDrift): Cell[] {
  const missing = (set: 'reference' | 'production') =>
    percent(of.missing[set] / of.distribution.reduce((sum, bin) => sum + bin[set], 0));
  return [
    nameOf(of.feature),
    verdict(of.verdict, of.drifted),
    decimal(of.impact),
    decimal(of.kl_divergence),
    pValue(of.p_value_adjusted),
    pValue(of.p_value),
    decimal(of.psi),
    decimal(of.js_distance),
    of.ks ? `${decimal(of.ks.statistic)} (${decimal(of.ks.upper_bound)})` : chiSquare(of),
    decimal(of.wasserstein),
    `${missing('reference')} → ${missing('production')}`,
  ];
}

const chiSquare = ({ chi_square: of }: FeatureDrift): string =>
  of ? `χ² ${decimal(of.statistic, 1)}, p ${pValue(of.p_value)}` : '–';

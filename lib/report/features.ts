import type { DriftReport, FeatureDrift } from '../nightly/drift-report.ts';
import { distributionChart } from './distribution.ts';
import { count, decimal, percent, pValue } from './format.ts';
import { type Html, html } from './html.ts';
import { table } from './table.ts';
import { verdict } from './verdict.ts';

/** Inputs, then answers: what was tested, and how it looks. */
export function driftSection({ window, state, features, score, class_balance: balance }: DriftReport): Html {
  const span = window.days === 1 ? window.to : `${window.from} to ${window.to}`;
  if (state === 'insufficient_data') {
    return html`<section><h2>Inputs and answers against the reference</h2>
<p class="missing">${count(window.predictions)} predictions from ${span} are too few to compare distributions: 100 are needed.</p></section>`;
  }
  return html`<section><h2>Inputs and answers against the reference</h2>
<p>${count(window.predictions)} predictions, ${span}: the shortest of 1, 7 and 30 days with enough of them. A feature drifted when its divergence is at least 0.1 and is not chance (p below 0.05, adjusted for all that was tested).</p>
${table(
  'Drift by feature, the largest impact first',
  [
    'feature',
    'verdict',
    'impact',
    'KL',
    'p adjusted',
    'p',
    'PSI',
    'JS',
    'KS (at most)',
    'Wasserstein (SD)',
    'missing',
  ],
  features.map(featureRow),
)}
<h3>Distributions, the largest impact first</h3>
<div class="charts">${features.map((feature, i) => figure(`feature-${i}`, feature.feature, feature))}</div>
<h3>Scores and classes answered</h3>
<div class="charts">${figure('score', 'score', score)}${figure('classes', 'class answered', balance)}</div></section>`;
}

const featureRow = (of: FeatureDrift): (Html | string)[] => {
  const rows = (set: 'reference' | 'production') => of.distribution.reduce((sum, bin) => sum + bin[set], 0);
  const missing = (set: 'reference' | 'production') => percent(of.missing[set] / rows(set));
  return [
    of.feature,
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
};

const chiSquare = ({ chi_square: of }: FeatureDrift): string =>
  of ? `χ² ${decimal(of.statistic, 1)}, p ${pValue(of.p_value)}` : '–';

const figure = (id: string, name: string, drift: DriftReport['score']): Html =>
  html`<figure><figcaption>${name} ${verdict(drift.verdict, drift.drifted)} <span class="small">KL ${decimal(drift.kl_divergence)}</span></figcaption>${distributionChart(id, name, drift.distribution)}</figure>`;

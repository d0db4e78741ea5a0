import type { DriftReport } from '../nightly/drift-report.ts';
import { MINIMUM_ROWS } from '../statistics/kl-band.ts';
import { count } from '../wording/numbers.ts';
import { distributionFigure } from './distribution.ts';
import { driftTable } from './drift-table.ts';
import { type Html, html } from './html.ts';

/** A model may have thousands of features; the table has all. */
const DRAWN = 60;

/** Inputs and answers: what was tested, and how it looks. `rows` says which, such as `300 predictions of 2026-10-01`. */
export function driftSection(
  {
    state,
    features,
    score,
    class_balance: balance,
  }: Pick<DriftReport, 'state' | 'features' | 'score' | 'class_balance'>,
  rows: string,
): Html {
  const heading = html`<h2>Inputs and answers against the reference</h2>`;
  if (state === 'insufficient_data') {
    return html`<section>${heading}
<p class="missing">Insufficient data: ${rows} are too few to compare distributions, which takes ${MINIMUM_ROWS}.</p></section>`;
  }
  return html`<section>${heading}
<p>Of ${rows}. Something drifted when its divergence (KL) is at least 0.1 and is not chance (p below 0.05, adjusted for all that was tested), or when a class is answered 5 points more or less often.</p>
${driftTable(features)}
<h3>Distributions, the largest impact first</h3>
${features.length > DRAWN ? html`<p>The first ${DRAWN} of ${count(features.length)} features.</p>` : null}
<div class="charts">${features.slice(0, DRAWN).map((feature, i) => distributionFigure(`feature-${i}`, feature.feature, feature))}</div>
<h3>Scores and classes answered</h3>
<div class="charts">${distributionFigure('score', 'score', score)}${distributionFigure('classes', 'class answered', balance)}</div></section>`;
}

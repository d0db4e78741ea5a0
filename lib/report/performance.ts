import type { PerformanceReport } from '../nightly/performance-report.ts';
import { noOutcome } from '../wording/no-outcome.ts';
import { calibrationFigure } from './calibration.ts';
import { actualBalance, classMetrics, confusionMatrix } from './classes.ts';
import { estimatedPart } from './estimated.ts';
import { gapPart } from './gap.ts';
import { type Html, html } from './html.ts';
import { realisedPart } from './realised.ts';

/**
 * How good the answers are: what outcomes tell, what scores promise, and whether both agree.
 * @param rows which predictions have an outcome, such as `188 predictions of 2026-10-01`
 * @param isCounted whether outcomes were looked at
 * @param over what there is of other days: beside the classes, and behind the numbers
 */
export function performanceSection(
  performance: Pick<PerformanceReport, 'window' | 'estimated' | 'not_estimated'>,
  rows: string,
  isCounted: boolean,
  over: { before: Html | null; after: Html | null } = { before: null, after: null },
): Html {
  const { window } = performance;
  return html`<section><h2>Performance</h2>
${window ? null : html`<p class="missing">Insufficient data: ${noOutcome(isCounted)}, so nothing can be said of errors.</p>`}
<div class="charts">${window ? actualBalance(window, rows) : null}${over.before}</div>
${estimatedPart(performance)}
${window ? html`${realisedPart(window, rows)}${gapPart(window)}` : null}
${over.after}
${
  window
    ? html`<h3>Calibration and confusion</h3>
<div class="charts">${calibrationFigure(window.realised)}${confusionMatrix(window)}${classMetrics(window)}</div>`
    : null
}</section>`;
}

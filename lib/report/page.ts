import type { Report } from '../nightly/report.ts';
import { counted } from '../wording/numbers.ts';
import { aboutSection } from './about.ts';
import { daysFigure } from './days.ts';
import { htmlDocument } from './document.ts';
import { driftSection } from './drift.ts';
import { historyPart } from './history.ts';
import { type Html, html } from './html.ts';
import { lead } from './lead.ts';
import { otherVersionsSection } from './other-versions.ts';
import { outcomesSection } from './outcomes.ts';
import { performanceSection } from './performance.ts';
import { qualitySection } from './quality.ts';
import { rootCauseSection } from './root-cause.ts';
import { withMeanings } from './with-meanings.ts';

/** The report of a model's day as an HTML page. The same report gives the same text. */
export function reportPage(stored: Report): string {
  const report = withMeanings(stored);
  const { model, date, complete, decision, drift, performance } = report;
  const predictions = `${counted(drift.window.predictions, 'prediction')} of ${spanOf(drift.window)}`;
  const { window } = performance;
  const isCounted = report.counts.outcomes !== null;
  const known = window
    ? `${counted(window.realised.labelled, 'prediction')} of ${spanOf(window)} with an outcome`
    : '';
  return htmlDocument(
    `${model}, ${date}: ${decision.decision}`,
    html`<p class="about">driftgate, model report${complete ? '' : ', the day so far'}</p>
<h1>${model}, ${date}</h1>
${lead(report)}
${unjudged(report)}`,
    [
      driftSection(drift, predictions),
      performanceSection(performance, known, isCounted, {
        before: daysFigure(report),
        after: historyPart(performance.history),
      }),
      rootCauseSection(window, isCounted),
      otherVersionsSection(report.others),
      qualitySection(report.data_quality, report.unprofiled, report.rejected.requests),
      outcomesSection(report),
      aboutSection(report),
    ],
  );
}

/** Numbers of a version of which nothing is known would be compared with what its own bins and threshold never were. */
const unjudged = ({ current, reference }: Report): Html | null =>
  current === null || current === reference.version
    ? null
    : html`<p class="missing">Version ${current} answered, and the reference is of ${reference.version}: it cannot be judged until it has one of its own.</p>`;

const spanOf = ({ days, from, to }: { days: number; from: string; to: string }): string =>
  days === 1 ? to : `${from} to ${to}`;

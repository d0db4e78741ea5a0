import type { Decision } from '../decision/decide.ts';
import type { Report } from '../nightly/report.ts';
import { aboutSection } from './about.ts';
import { driftSection } from './features.ts';
import { percent } from './format.ts';
import { Html, html } from './html.ts';
import { outcomesSection } from './outcomes.ts';
import { performanceSection } from './performance.ts';
import { qualitySection } from './quality.ts';
import { rootCauseSection } from './root-cause.ts';
import { STYLE } from './style.ts';

const TONES: Record<Decision, string> = { ok: 'good', watch: 'warn', validate: 'warn', retrain: 'bad' };
const UNKNOWN = {
  drift: 'whether inputs changed',
  accuracy: 'how accuracy develops',
  gap: 'whether scores keep their promise',
};

/** A report as one HTML page that needs nothing else: no network, no script. The same report gives the same text. */
export function reportPage(report: Report): string {
  const { model, date, complete, decision, headline } = report;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${model}, ${date}: ${decision.decision}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header>
<p class="about">driftgate, model report${complete ? '' : ', the day so far'}</p>
<h1>${model}, ${date}</h1>
<p class="lead"><span class="decision ${TONES[decision.decision]}">${decision.decision}</span> ${headline}</p>
${
  decision.reasons.length === 0
    ? null
    : html`<h2>Why</h2><ul>${decision.reasons.map(({ detail, leads_to }) => html`<li>${detail} <span class="small">(${leads_to})</span></li>`)}</ul>`
}
${
  decision.unknown.length === 0
    ? null
    : html`<p class="missing">Too little data to tell ${decision.unknown.map((of) => UNKNOWN[of]).join(', ')}. What is not known decides nothing.</p>`
}
${validation(report)}
</header>
<main>
${driftSection(report.drift)}
${performanceSection(report)}
${rootCauseSection(report)}
${qualitySection(report)}
${outcomesSection(report)}
${aboutSection(report)}
</main>
</body>
</html>
`.text;
}

function validation({ validation: of }: Report): Html | null {
  if (!of) return null;
  if ('error' in of)
    return html`<p class="missing">The model could not be validated on its held-out rows: ${of.error}</p>`;
  const accuracy = `${percent(of.accuracy, 2)} on ${of.rows} held-out rows`;
  return of.agrees
    ? html`<p>Validated: the deployed model still has an accuracy of ${accuracy}, as when it was trained. What changed is the data.</p>`
    : html`<p class="missing">The deployed model has an accuracy of ${accuracy}, not ${percent(of.recorded_accuracy, 2)} as recorded when it was trained: it is not the model that was trained.</p>`;
}

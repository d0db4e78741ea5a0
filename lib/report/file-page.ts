import type { FileReport } from '../file-report/report.ts';
import { count, counted } from '../wording/numbers.ts';
import { aboutModel } from './about.ts';
import { htmlDocument } from './document.ts';
import { driftSection } from './drift.ts';
import { type Html, html } from './html.ts';
import { lead } from './lead.ts';
import { coverageTable } from './outcomes.ts';
import { performanceSection } from './performance.ts';
import { qualitySection } from './quality.ts';
import { rootCauseSection } from './root-cause.ts';
import { facts } from './table.ts';
import { withMeanings } from './with-meanings.ts';

/** The report of a file as an HTML page. The same report gives the same text. */
export function filePage(found: FileReport): string {
  const report = withMeanings(found);
  const { model, file, date, decision, drift, performance, rows } = report;
  return htmlDocument(
    `${model}, ${file}: ${decision.decision}`,
    html`<p class="about">driftgate, report of a file, ${date}</p>
<h1>${model}, ${file}</h1>
${lead(report)}`,
    [
      driftSection(drift, `${counted(rows.used, 'row')} of ${file}`),
      performanceSection(performance, `${counted(rows.labelled, 'row')} with a label`, true),
      rootCauseSection(performance.window, true),
      qualitySection(report.data_quality, report.unprofiled),
      rowsSection(report),
    ],
  );
}

const rowsSection = (report: FileReport): Html => {
  const { rows, performance } = report;
  return html`<section><h2>What this report is made of</h2>
${facts([
  ['rows that fit the model', count(rows.used)],
  [`with a label in ${rows.label}`, count(rows.labelled)],
  ['rows left out', count(rows.refused)],
  ...aboutModel(report),
])}
${performance.window?.coverage ? coverageTable(performance.window.coverage.by_class) : null}
${
  rows.refusals.length === 0
    ? html`<p>No row was left out.</p>`
    : html`<h3>Rows left out${rows.refused > rows.refusals.length ? `, the first ${rows.refusals.length}` : ''}</h3><ul>${rows.refusals.map((of) => html`<li>${of}</li>`)}</ul>`
}</section>`;
};

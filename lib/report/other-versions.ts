import type { OtherVersion } from '../nightly/report.ts';
import { counted, percent } from '../wording/numbers.ts';
import { driftTable } from './drift-table.ts';
import { type Html, html } from './html.ts';
import { decided } from './lead.ts';
import { nameOf } from './name.ts';
import { facts } from './table.ts';

/** Versions that answered that day beside the one that the page is about. Everything found of them is in report.json. */
export const otherVersionsSection = (others: readonly OtherVersion[]): Html =>
  others.length === 0
    ? html``
    : html`<section><h2>Other versions that answered that day</h2>${others.map(otherVersion)}</section>`;

const otherVersion = ({ version, predictions, findings }: OtherVersion): Html => html`
<h3>Version ${nameOf(version)}, ${counted(predictions, 'prediction')}</h3>
${findings ? found(findings) : html`<p class="missing">Not judged: nothing is known of the reference of this version.</p>`}`;

function found({
  headline,
  decision,
  drift,
  data_quality,
  performance,
}: NonNullable<OtherVersion['findings']>): Html {
  const { window, estimated } = performance;
  const alarms = data_quality.filter(({ alarm }) => alarm);
  return html`${decided({ headline, decision })}
${facts([
  ['compared', `${counted(drift.window.predictions, 'prediction')} of ${counted(drift.window.days, 'day')}`],
  ['accuracy by outcomes', percent(window?.realised.accuracy)],
  ['accuracy by scores', percent(estimated?.accuracy.value)],
  ['checks of data quality that alarm', String(alarms.length)],
])}
${drift.state === 'sufficient' ? driftTable(drift.features) : null}`;
}

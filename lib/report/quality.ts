import type { Report } from '../nightly/report.ts';
import { count, percent } from './format.ts';
import { type Html, html } from './html.ts';
import { table } from './table.ts';

/** Data quality, and the requests that were refused. */
export function qualitySection({ data_quality: checks, rejected, unprofiled }: Report): Html {
  const alarms = checks.filter(({ alarm }) => alarm);
  const shown = checks.filter(({ alarm, violations }) => alarm || violations > 0);
  const refused = Object.entries(rejected.requests);
  return html`<section><h2>Data quality</h2>
<p>${alarms.length === 0 ? 'No check alarms.' : `${count(alarms.length)} checks alarm.`}</p>
${
  shown.length === 0
    ? html`<p>Nothing violates any check.</p>`
    : table(
        'Checks with violations',
        ['check', 'feature', 'alarm', 'violations', 'share', 'in the reference'],
        shown.map(({ check, feature, alarm, violations, share, referenceShare }) => [
          check,
          feature ?? 'fields the model does not have',
          alarm ? html`<span class="verdict bad"><span aria-hidden="true">■</span> yes</span>` : 'no',
          count(violations),
          percent(share),
          percent(referenceShare),
        ]),
      )
}
${
  refused.length === 0
    ? null
    : table(
        'Requests answered with an error',
        ['reason', 'requests'],
        refused.map(([reason, n]) => [reason, count(n)]),
      )
}
${
  unprofiled.length === 0
    ? null
    : html`<p>Not compared: ${unprofiled.map(({ feature, reason }) => `${feature} (${reason.replaceAll('_', ' ')})`).join(', ')}.</p>`
}</section>`;
}

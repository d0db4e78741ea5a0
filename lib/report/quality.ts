import type { QualityCheck } from '../drift/quality-check.ts';
import type { Report } from '../nightly/report.ts';
import { count, counted, percent } from '../wording/numbers.ts';
import { type Html, html } from './html.ts';
import { nameOf } from './name.ts';
import { behind, type Cell, table, words } from './table.ts';
import { mark } from './verdict.ts';

/** Checks of a feature as a whole: they have no share of values. */
const WHOLE: readonly QualityCheck['check'][] = ['baseline_drift_check', 'missing_column_check'];

/** Data quality, and what was not compared. */
export function qualitySection(
  checks: readonly QualityCheck[],
  unprofiled: Report['unprofiled'],
  refused: Readonly<Record<string, number>> = {},
): Html {
  const alarms = checks.filter(({ alarm }) => alarm);
  const others = checks.filter(({ alarm, violations }) => !alarm && violations > 0);
  const requests = Object.entries(refused);
  return html`<section><h2>Data quality</h2>
<p>${alarms.length === 0 ? 'No check alarms.' : `${counted(alarms.length, 'check')} of ${count(checks.length)} ${alarms.length === 1 ? 'alarms' : 'alarm'}.`}</p>
${alarms.length === 0 ? null : checkTable('Checks that alarm', alarms)}
${
  others.length === 0
    ? null
    : behind(
        checkTable('Checks with violations as usual', others),
        `${counted(others.length, 'other check')} with violations, as many as in the reference or by chance`,
      )
}
${
  requests.length === 0
    ? null
    : table(
        'Requests answered with an error',
        ['reason', 'requests'],
        requests.map(([reason, n]) => [nameOf(reason), count(n)]),
      )
}
${
  unprofiled.length === 0
    ? null
    : html`<p>Not compared: ${unprofiled.map(({ feature, reason }, i) => html`${i === 0 ? '' : ', '}${nameOf(feature)} (${reason.replaceAll('_', ' ')})`)}.</p>`
}</section>`;
}

const checkTable = (caption: string, checks: readonly QualityCheck[]): Html =>
  table(
    caption,
    ['check', words('feature'), words('alarm'), 'violations', 'share', 'in the reference'],
    checks.map(checkRow),
  );

function checkRow({ check, feature, alarm, violations, share, referenceShare }: QualityCheck): Cell[] {
  const numbers = WHOLE.includes(check)
    ? ['–', '–', '–']
    : [count(violations), percent(share), percent(referenceShare)];
  return [
    nameOf(check),
    feature === null ? 'fields the model does not have' : nameOf(feature),
    alarm ? mark('bad', 'alarm') : mark('good', 'none'),
    ...numbers,
  ];
}

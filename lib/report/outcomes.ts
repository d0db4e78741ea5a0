import type { CohortReport, Report } from '../nightly/report.ts';
import type { Coverage } from '../performance/coverage.ts';
import { count, decimal, duration, percent } from '../wording/numbers.ts';
import { type Html, html } from './html.ts';
import { nameOf } from './name.ts';
import { facts, table } from './table.ts';

/** How many predictions have an outcome, from where, how late; and what cannot be told. */
export function outcomesSection({ performance, counts, rejected }: Report): Html {
  const { outcomes, window, cohorts } = performance;
  const { sources, delay_seconds: delay, reviewers } = outcomes;
  const refused = Object.entries(rejected.outcomes);
  return html`<section><h2>Outcomes</h2>
${facts([
  ['received for the last 30 days', count(outcomes.received)],
  ['received that day', count(counts.outcomes)],
  ['predictions whose outcomes disagree', count(outcomes.contradicted)],
  ['half of them came within', duration(delay.median)],
  ['90 % of them came within', duration(delay.p90)],
  ['coverage', percent(window?.coverage?.coverage)],
  ['judged by reviewers', count(reviewers.reviewed)],
  ...twice(reviewers),
])}
<div class="tables">${window?.coverage ? coverageTable(window.coverage.by_class) : null}
${
  Object.keys(sources).length === 0
    ? html`<p class="missing">No outcome is known of the last 30 days${counts.outcomes === null ? ', and those of this one are not counted before the night' : null}.</p>`
    : table(
        'Sources of the outcomes that count',
        ['source', 'outcomes'],
        Object.entries(sources).map(([source, n]) => [nameOf(source), count(n)]),
      )
}
${cohorts.length === 0 ? null : cohortTable(cohorts)}
${
  refused.length === 0
    ? null
    : table(
        'Outcomes refused',
        ['reason', 'outcomes'],
        refused.map(([reason, n]) => [nameOf(reason), count(n)]),
      )
}</div>
<p>Outcomes that are missing because of what they would have been cannot be corrected for: how good answers are if all others were wrong, or right, says how far off it can be.</p></section>`;
}

/** How far two reviewers who judged the same agree. */
const twice = ({
  judged_twice: both,
  agreed,
  kappa,
}: Report['performance']['outcomes']['reviewers']): [string, string][] =>
  both === 0
    ? []
    : [
        ['two reviewers agreed on', `${count(agreed)} of ${count(both)}`],
        ["agreement beyond chance (Cohen's kappa)", decimal(kappa)],
      ];

export const coverageTable = (byClass: Coverage['by_class']): Html =>
  table(
    'Coverage by answered class',
    ['class', 'predictions', 'with outcome', 'coverage'],
    Object.entries(byClass).map(([label, of]) => [
      nameOf(label),
      count(of.predictions),
      count(of.labelled),
      percent(of.coverage),
    ]),
  );

const cohortTable = (cohorts: readonly CohortReport[]): Html =>
  table(
    'Days whose predictions received outcomes that day',
    ['day of the predictions', 'predictions', 'with outcome', 'coverage', 'accuracy'],
    cohorts.map((of) => [
      of.date,
      count(of.predictions),
      count(of.labelled),
      percent(of.coverage),
      percent(of.accuracy),
    ]),
  );

import type { Report } from '../nightly/report.ts';
import { count, decimal, duration, percent } from './format.ts';
import { type Html, html } from './html.ts';
import { facts, table } from './table.ts';

/** How many predictions have an outcome, from where, how late; and what cannot be told. */
export function outcomesSection({ performance: { outcomes, window } }: Report): Html {
  const { sources, delay_seconds: delay, reviewers } = outcomes;
  return html`<section><h2>Outcomes</h2>
${facts([
  ['received for the last 30 days', count(outcomes.received)],
  ['predictions with contradicting outcomes', count(outcomes.contradicted)],
  ['half of them came within', duration(delay.median)],
  ['90 % of them came within', duration(delay.p90)],
  ['coverage', percent(window?.coverage.coverage)],
  ['judged by reviewers', count(reviewers.reviewed)],
  ['judged by two, who agreed', `${count(reviewers.judged_twice)}, ${count(reviewers.agreed)}`],
  ["agreement beyond chance (Cohen's kappa)", decimal(reviewers.kappa)],
])}
${
  window
    ? table(
        'Coverage by answered class',
        ['class', 'predictions', 'with outcome', 'coverage'],
        Object.entries(window.coverage.by_class).map(([label, of]) => [
          label,
          count(of.predictions),
          count(of.labelled),
          percent(of.coverage),
        ]),
      )
    : null
}
${
  Object.keys(sources).length === 0
    ? null
    : table(
        'Sources of the outcomes that count',
        ['source', 'outcomes'],
        Object.entries(sources).map(([source, n]) => [source, count(n)]),
      )
}
<p>Outcomes that are missing because of what they would have been cannot be corrected for: accuracy at worst and at best says how far off it can be.</p></section>`;
}

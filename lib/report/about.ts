import type { Report } from '../nightly/report.ts';
import { count } from '../wording/numbers.ts';
import { type Html, html } from './html.ts';
import { nameOf } from './name.ts';
import { type Cell, facts, table } from './table.ts';

/** What the job read, what it skipped, and against which reference. */
export function aboutSection(report: Report): Html {
  const { read, counts, versions } = report;
  const skipped = Object.entries(read.skipped).filter(([, n]) => n > 0);
  return html`<section><h2>What this report is made of</h2>
${facts([
  ['segments of the log', count(Object.values(read.segments).reduce((sum, segments) => sum + segments, 0))],
  ['lines, of all models', count(read.lines)],
  ['predictions of the day', count(counts.predictions)],
  ['outcomes received that day', count(counts.outcomes)],
  ...aboutModel(report),
])}
${
  skipped.length === 0
    ? html`<p>No line was skipped.</p>`
    : table(
        'Lines skipped',
        ['reason', 'lines'],
        skipped.map(([reason, n]) => [reason.replaceAll('_', ' '), count(n)]),
      )
}
${
  versions.length > 1
    ? table(
        'Versions that answered that day',
        ['version', 'predictions'],
        versions.map(({ version, predictions }) => [nameOf(version), count(predictions)]),
      )
    : null
}</section>`;
}

/** The model, and what it is compared to. */
export const aboutModel = ({
  definition,
  reference,
}: Pick<Report, 'definition' | 'reference'>): [string, Cell][] => [
  ['model version', definition.version],
  ['trained', definition.trained_at.slice(0, 10)],
  ['reference', `of ${reference.version}, ${count(reference.rows)} rows of ${reference.source}`],
  ['hash of the reference', reference.hash.slice(0, 12)],
];

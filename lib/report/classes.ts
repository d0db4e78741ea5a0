import type { LabelledWindow } from '../nightly/performance-window.ts';
import { count, decimal, percent } from '../wording/numbers.ts';
import { barsChart } from './bars-chart.ts';
import { type Html, html } from './html.ts';
import { legend } from './legend.ts';
import { nameOf } from './name.ts';
import { NOT_IDENTIFIABLE } from './realised.ts';
import { behind, table } from './table.ts';

/** What was answered against what was true. `rows` says of which predictions. */
export function actualBalance({ class_balance: classes, realised }: LabelledWindow, rows: string): Html {
  const share = (n: number) => (realised.labelled === 0 ? 0 : n / realised.labelled);
  return html`<figure><figcaption>Predicted against actual class: ${rows}</figcaption>
${legend({ outlined: 'actual', filled: 'predicted' })}
${barsChart(
  'balance',
  'Share of the rows by class, actual and predicted',
  classes.map((of) => ({ name: of.class, outlined: share(of.actual), filled: share(of.predicted) })),
)}
${behind(
  table(
    'Rows by class, actual and predicted',
    ['class', 'actual', 'predicted'],
    classes.map((of) => [
      nameOf(of.class),
      `${count(of.actual)} (${percent(share(of.actual))})`,
      `${count(of.predicted)} (${percent(share(of.predicted))})`,
    ]),
  ),
)}</figure>`;
}

/** Rows by actual and answered class, with their share of the actual one where that can be told. */
export function confusionMatrix({ realised, class_balance: classes, coverage }: LabelledWindow): Html {
  const labels = classes.map((of) => of.class);
  const isOpen = coverage?.not_identifiable.includes('false_negatives') ?? false;
  const caption = isOpen ? ', of rows with an outcome only; false negatives are not identifiable' : '';
  return table(
    `Confusion matrix: rows are actual classes, columns what was answered${caption}`,
    ['actual', ...labels.map((label) => `answered ${label}`)],
    classes.map(({ class: actual, actual: total }) => [
      nameOf(actual),
      ...labels.map((predicted) => {
        const n = realised.confusion[actual]?.[predicted] ?? 0;
        const share = `(${percent(total === 0 ? null : n / total)})`;
        const cell = isOpen ? `at least ${count(n)}` : `${count(n)} ${share}`;
        return actual === predicted ? html`<strong>${cell}</strong>` : cell;
      }),
    ]),
  );
}

export function classMetrics({ realised, coverage }: LabelledWindow): Html {
  const withRecall = (value: number | null) =>
    coverage?.not_identifiable.includes('recall') ? NOT_IDENTIFIABLE : decimal(value);
  return table(
    'Precision and recall by class',
    ['class', 'precision', 'recall', 'F1'],
    Object.entries(realised.by_class).map(([label, of]) => [
      nameOf(label),
      decimal(of.precision),
      withRecall(of.recall),
      withRecall(of.f1),
    ]),
  );
}

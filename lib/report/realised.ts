import type { LabelledWindow } from '../nightly/performance-window.ts';
import { decimal, percent, points } from '../wording/numbers.ts';
import { type Html, html } from './html.ts';
import { facts } from './table.ts';

/** What the outcomes tell. `rows` says of which predictions. */
export function realisedPart(window: LabelledWindow, rows: string): Html {
  const { realised, coverage, adjusted_accuracy: adjusted } = window;
  const open = coverage?.not_identifiable ?? [];
  const error = window.accuracy_change_standard_error;
  return html`<h3>Realised</h3>
<p>Of ${rows}${window.mature ? '' : ', which are too few or too young to decide anything by'}.</p>
${facts([
  [
    'accuracy (95 % interval)',
    `${percent(realised.accuracy)} (${realised.accuracy_interval?.map((end) => percent(end)).join(' to ') ?? '–'})`,
  ],
  [
    'change from the reference',
    `${points(window.accuracy_change)} points${error === null ? '' : ` ± ${decimal(100 * error, 1)}`}`,
  ],
  ['as the scores of all predictions are distributed', percent(adjusted?.post_stratified)],
  ['if all others were wrong, or right', `${percent(adjusted?.worst)} to ${percent(adjusted?.best)}`],
  ['of always answering one class', percent(realised.best_constant?.accuracy)],
  ['ROC AUC', open.includes('auc') ? NOT_IDENTIFIABLE : decimal(realised.auc?.value)],
  ['log loss', decimal(realised.log_loss)],
  ['Brier score', decimal(realised.brier_score)],
])}
${open.length > 0 ? html`<p class="missing">Too few outcomes of one answer are known to tell ${open.map(readable).join(', ')}.</p>` : null}`;
}

export const NOT_IDENTIFIABLE = 'not identifiable';

export const readable = (code: string): string => (code === 'auc' ? 'ROC AUC' : code.replaceAll('_', ' '));

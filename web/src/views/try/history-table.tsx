import { percent } from '../../../../lib/wording/numbers.ts';
import type { ModelSchema } from '../../api/answers.ts';
import { className } from '../../format/class-name.ts';
import type { History, Tried } from './history.ts';
import { rowSummary } from './row-summary.ts';

interface HistoryTableProperties {
  schema: ModelSchema;
  history: History;
  shownId: string | undefined;
  onShow(tried: Tried): void;
  onClear(): void;
}

/** What was tried in this browser session, each to be shown again. */
export function HistoryTable({ schema, history, shownId, onShow, onClear }: HistoryTableProperties) {
  if (history.length === 0) return null;
  return (
    <section class="history" aria-labelledby="history">
      <h2 id="history">This session</h2>
      <ol>
        {history.map((tried) => {
          const { prediction_id: id, label, probabilities } = tried.prediction;
          return (
            <li key={id}>
              <button type="button" aria-pressed={id === shownId} onClick={() => onShow(tried)}>
                <span class="history-answer">
                  <strong>{className(schema, label)}</strong> {percent(probabilities[String(label)] ?? 0)}
                </span>
                <span class="small">{judged(tried)}</span>
                <span class="history-row small">{rowSummary(schema.features, tried.row)}</span>
              </button>
            </li>
          );
        })}
      </ol>
      <footer>
        <p class="small">Kept in this tab until it is closed.</p>
        <button type="button" onClick={onClear}>
          Clear
        </button>
      </footer>
    </section>
  );
}

function judged({ actual, prediction }: Tried): string {
  if (actual === undefined) return 'not judged';
  return actual === prediction.label ? '✓ right' : '✗ wrong';
}

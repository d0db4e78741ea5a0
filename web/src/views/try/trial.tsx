import { useRef, useState } from 'preact/hooks';
import { percent } from '../../../../lib/wording/numbers.ts';
import type { ModelSchema, Prediction } from '../../api/answers.ts';
import type { ApiClient, Row } from '../../api/client.ts';
import { useSubmission } from '../../api/use-submission.ts';
import { className } from '../../format/class-name.ts';
import { type History, withActual, withTried } from './history.ts';
import { HistoryTable } from './history-table.tsx';
import { Result } from './result.tsx';
import { isSameRow, rowOf, textsOf } from './row.ts';
import { RowForm } from './row-form.tsx';
import { useDraft } from './use-draft.ts';
import { useHistory } from './use-history.ts';

const answerOf = (schema: ModelSchema, { label, probabilities }: Prediction): string =>
  `${className(schema, label)}, ${percent(probabilities[String(label)] ?? 0)} confidence`;

/** A model's form, its answer, and what was asked before. */
export function Trial({ api, schema }: { api: ApiClient; schema: ModelSchema }) {
  const { name, features, examples = [] } = schema;
  const [texts, setTexts] = useDraft(name, features);
  const [examplesShown, setExamplesShown] = useState(0);
  const [history, changeHistory] = useHistory(name);
  const [shownId, setShownId] = useState<string>();
  const answers = useRef<HTMLDivElement>(null);
  const prediction = useSubmission((row: Row, key) => api.predict(name, row, key));
  const shown = history.find((tried) => tried.prediction.prediction_id === shownId);
  const outdated = shown !== undefined && !isSameRow(shown.row, rowOf(features, texts));

  const ask = async () => {
    const row = rowOf(features, texts);
    const answer = await prediction.submit(row);
    if (!answer) return;
    const tried = { at: new Date().toISOString(), row, prediction: answer };
    changeHistory((before: History) => withTried(before, tried));
    setShownId(answer.prediction_id);
  };
  const fill = (row: Row) => {
    prediction.forget();
    setTexts(textsOf(features, row));
  };
  return (
    <div class="trial">
      <RowForm
        features={features}
        texts={texts}
        onChange={setTexts}
        onSubmit={ask}
        submission={prediction}
        {...(examples.length > 0 && {
          onExample: () => {
            fill(examples[examplesShown % examples.length]!);
            setExamplesShown(examplesShown + 1);
          },
        })}
      />
      <div ref={answers} class="answers" tabIndex={-1}>
        <p class="unseen" role="status">
          {shown && `Answer: ${answerOf(schema, shown.prediction)}`}
        </p>
        <Result
          api={api}
          schema={schema}
          tried={shown}
          outdated={outdated}
          onJudged={(id, actual) => changeHistory((before) => withActual(before, id, actual))}
        />
        <HistoryTable
          schema={schema}
          history={history}
          shownId={shownId}
          onShow={(tried) => {
            fill(tried.row);
            setShownId(tried.prediction.prediction_id);
          }}
          onClear={() => {
            changeHistory(() => []);
            setShownId(undefined);
            // The button goes with what it cleared.
            answers.current?.focus({ preventScroll: true });
          }}
        />
      </div>
    </div>
  );
}

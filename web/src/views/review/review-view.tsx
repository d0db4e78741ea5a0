import { useState } from 'preact/hooks';
import { useAnswer } from '../../api/use-answer.ts';
import { Failure } from '../../components/failure.tsx';
import { Waiting } from '../../components/waiting.tsx';
import type { ViewProperties } from '../../shell/view-properties.ts';
import { KeptText } from '../../storage/kept-text.ts';
import { QueueView } from './queue-view.tsx';
import { ReviewerForm } from './reviewer-form.tsx';
import './review.css';

const keptReviewer = new KeptText(() => localStorage, 'reviewer');

/** What the model was least sure of, for people to judge. */
export function ReviewView({ api, model }: ViewProperties) {
  const { answer, askAgain } = useAnswer(api, model.name, (signal) => api.model(model.name, signal));
  const [reviewer, setReviewer] = useState(() => keptReviewer.read() ?? '');
  const rename = (name: string) => {
    keptReviewer.write(name);
    setReviewer(name);
  };
  return (
    <>
      <h1>Review {model.name}</h1>
      <p class="lead">What the model was least sure of comes first. {model.description}.</p>
      {reviewer === '' && <ReviewerForm onName={rename} />}
      {reviewer !== '' && answer.state === 'waiting' && <Waiting what="the model" />}
      {reviewer !== '' && answer.state === 'failed' && <Failure error={answer.error} askAgain={askAgain} />}
      {reviewer !== '' && answer.state === 'there' && (
        <QueueView
          api={api}
          schema={answer.value}
          reviewer={reviewer}
          onRename={() => {
            api.outbox.flush();
            rename('');
          }}
        />
      )}
    </>
  );
}

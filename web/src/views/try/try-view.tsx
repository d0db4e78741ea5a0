import { useAnswer } from '../../api/use-answer.ts';
import { Failure } from '../../components/failure.tsx';
import { Waiting } from '../../components/waiting.tsx';
import type { ViewProperties } from '../../shell/view-properties.ts';
import { Trial } from './trial.tsx';
import './try.css';

/** Asks a model about whatever somebody types, and them whether it was right. */
export function TryView({ api, model }: ViewProperties) {
  const { answer, askAgain } = useAnswer(api, model.name, (signal) => api.model(model.name, signal));
  return (
    <>
      <h1>Try {model.name}</h1>
      <p class="lead">{model.description}.</p>
      {answer.state === 'waiting' && <Waiting what="the model’s fields" />}
      {answer.state === 'failed' && <Failure error={answer.error} askAgain={askAgain} />}
      {answer.state === 'there' && <Trial api={api} schema={answer.value} />}
    </>
  );
}

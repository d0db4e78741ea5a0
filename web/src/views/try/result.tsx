import { useEffect, useRef } from 'preact/hooks';
import type { ClassLabel } from '../../../../lib/model/definition.ts';
import { percent } from '../../../../lib/wording/numbers.ts';
import type { ModelSchema } from '../../api/answers.ts';
import type { ApiClient } from '../../api/client.ts';
import { ProbabilityBars } from '../../components/probability-bars.tsx';
import { className } from '../../format/class-name.ts';
import type { Tried } from './history.ts';
import { Judgement } from './judgement.tsx';
import { rowSummary } from './row-summary.ts';

interface ResultProperties {
  api: ApiClient;
  schema: ModelSchema;
  /** Undefined before the first answer. */
  tried: Tried | undefined;
  /** The fields are no longer what was asked: what is judged must not be taken for an answer to them. */
  outdated: boolean;
  onJudged(predictionId: string, actual: ClassLabel): void;
}

/** What the model answered, how sure it is, and whether it was right. */
export function Result({ api, schema, tried, outdated, onJudged }: ResultProperties) {
  const section = useRef<HTMLElement>(null);
  const shown = tried?.prediction.prediction_id;
  useEffect(() => {
    if (shown !== undefined) section.current?.scrollIntoView({ block: 'nearest' });
  }, [shown]);
  if (!tried)
    return (
      <section class="result empty" aria-label="Answer">
        <p>The answer is shown here.</p>
      </section>
    );
  const { prediction_id: id, label, probabilities, version } = tried.prediction;
  return (
    <section ref={section} class="result" aria-label="Answer">
      {outdated && (
        <p class="outdated small">
          The fields have changed. This is the answer to: {rowSummary(schema.features, tried.row)}
        </p>
      )}
      <p class="answer">
        <strong>{className(schema, label)}</strong>
        <span>{percent(probabilities[String(label)] ?? 0)} confidence</span>
      </p>
      <ProbabilityBars
        bars={schema.classes.map((one) => ({
          name: className(schema, one),
          share: probabilities[String(one)] ?? 0,
          chosen: one === label,
        }))}
      />
      <Judgement
        key={id}
        api={api}
        schema={schema}
        tried={tried}
        onJudged={(actual) => onJudged(id, actual)}
      />
      <p class="small id">
        Version {version}, prediction <code>{id}</code>
      </p>
    </section>
  );
}

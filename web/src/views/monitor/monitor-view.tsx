import type { Monitor } from '../../../../lib/monitor/answer.ts';
import type { ModelSchema } from '../../api/answers.ts';
import { UnreachableError } from '../../api/problem.ts';
import { useAnswer } from '../../api/use-answer.ts';
import { Dated } from '../../components/dated.tsx';
import { Failure } from '../../components/failure.tsx';
import { Waiting } from '../../components/waiting.tsx';
import type { ViewProperties } from '../../shell/view-properties.ts';
import { AccuracyFigure } from './accuracy-figure.tsx';
import { Decision } from './decision.tsx';
import { DriftSection } from './drift-section.tsx';
import { Facts } from './facts.tsx';
import { LastRun } from './last-run.tsx';
import { QualitySection } from './quality-section.tsx';
import { ReportLinkOf, ReportLinks } from './report-links.tsx';
import { useRefreshed } from './use-refreshed.ts';
import './monitor.css';

const REFRESH_MS = 30_000;

/** How a model is doing: what is to be done first, then what that rests on. */
export function MonitorView({ api, model }: ViewProperties) {
  const { shown, askAgain } = useRefreshed(api, REFRESH_MS, (signal) => api.monitor(model.name, signal));
  const { value, at, error } = shown;
  const { answer } = useAnswer(api, model.name, (signal) => api.model(model.name, signal));
  const schema = answer.state === 'there' ? answer.value : undefined;
  return (
    <div class="monitor">
      <h1>Monitor {model.name}</h1>
      {!value && !error && <Waiting what={`what is known of ${model.name}`} />}
      {error && !value && <Failure error={error} askAgain={askAgain} />}
      {value && at && error && (
        <p class="missing" role="status">
          As of {at.toLocaleTimeString()}: it could not be asked for again since.{' '}
          {error instanceof UnreachableError ? '' : error.message}
        </p>
      )}
      {value && at && <Shown monitor={value} at={at} schema={schema} />}
    </div>
  );
}

interface ShownProperties {
  monitor: Monitor;
  at: Date;
  /** Undefined while it is not known. */
  schema: ModelSchema | undefined;
}

function Shown({ monitor, at, schema }: ShownProperties) {
  const { latest, rolling, reports, grafana_url: grafana } = monitor;
  const report = latest && reports.find(({ date }) => date === latest.date);
  return (
    <>
      {latest ? (
        <Decision latest={latest} />
      ) : (
        <p class="missing">
          No nightly run yet: there is no report of this model. The first is made within the hour after its
          first predictions, and each night after 01:15 UTC.
        </p>
      )}
      <p class="small">
        {latest && (
          <>
            Of the report of {report ? <ReportLinkOf report={report} /> : <Dated text={latest.date} />}
            {latest.complete ? '' : ', the day so far'}.{' '}
          </>
        )}
        {(latest || monitor.last_run) && <LastRun run={monitor.last_run} now={at} />}{' '}
        {grafana && (
          <a href={grafana} rel="noreferrer">
            Dashboard in Grafana
          </a>
        )}
      </p>
      <Facts rolling={rolling} latest={latest} />
      {latest && (
        <>
          <AccuracyFigure latest={latest} reports={reports} />
          <DriftSection latest={latest} schema={schema} />
          <QualitySection alarms={latest.data_quality} />
          <ReportLinks reports={reports} />
        </>
      )}
    </>
  );
}

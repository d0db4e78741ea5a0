import type { LatestReport, MonitoredDay, ReportLink } from '../../../../lib/monitor/answer.ts';
import { count, decimal, percent } from '../../../../lib/wording/numbers.ts';
import { Dated } from '../../components/dated.tsx';
import { AccuracyChart } from './accuracy-chart.tsx';
import { fromFirstKnown } from './chart-scale.ts';
import { ReportLinkOf } from './report-links.tsx';
import { Scrolled } from './scrolled.tsx';
import { interval, span } from './span.ts';

/** Accuracy by day, drawn and as a table. */
export function AccuracyFigure({
  latest,
  reports,
}: {
  latest: LatestReport;
  reports: readonly ReportLink[];
}) {
  const { reference, mature_until: mature } = latest;
  const days = fromFirstKnown(latest.days);
  const all = span({ from: days[0]!.date, to: days.at(-1)!.date });
  const isKnown = days.some((day) => day.accuracy !== null || day.estimated_accuracy?.value != null);
  return (
    <section>
      <h2>Accuracy by day of the prediction</h2>
      {isKnown ? (
        <>
          <ul class="legend">
            <Key kind="realised" words="realised, with 95 % interval" />
            {days.some((day) => day.accuracy !== null && !day.mature) && (
              <Key kind="provisional" words={`provisional: after ${mature} outcomes still come in`} />
            )}
            <Key kind="estimated" words="estimated from the scores" />
            <Key kind="reference" words={`reference, ${percent(reference.accuracy)}`} />
          </ul>
          <AccuracyChart
            days={days}
            reference={reference.accuracy}
            label={`Accuracy by day, ${all}: realised with its interval, estimated, and that of the reference. The table below has the numbers.`}
          />
        </>
      ) : (
        <p class="missing">
          <Dated
            text={`Insufficient data: of no day from ${all} is the accuracy known, nor can it be estimated.`}
          />
        </p>
      )}
      {days.length < latest.days.length && (
        <p class="small">
          <Dated text={`Of the days before ${days[0]!.date} there is no data.`} />
        </p>
      )}
      <details>
        <summary>Days as a table</summary>
        <Scrolled label="Accuracy by day">
          <table>
            <thead>
              <tr>
                <th scope="col">day</th>
                <th scope="col">predictions</th>
                <th scope="col">with outcome</th>
                <th scope="col">accuracy</th>
                <th scope="col">95 % interval</th>
                <th scope="col">estimated ± SE</th>
                <th scope="col">largest KL</th>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map((day) => (
                <DayRow key={day.date} day={day} report={reports.find(({ date }) => date === day.date)} />
              ))}
            </tbody>
          </table>
        </Scrolled>
      </details>
    </section>
  );
}

function DayRow({ day, report }: { day: MonitoredDay; report: ReportLink | undefined }) {
  const { date, predictions, labelled, accuracy, accuracy_interval, estimated_accuracy: estimated } = day;
  const name = <th scope="row">{report ? <ReportLinkOf report={report} /> : date}</th>;
  if (predictions === 0 && !labelled)
    return (
      <tr>
        {name}
        <td class="words" colSpan={6}>
          {day.reported ? 'no predictions' : 'no data: there is no report of this day'}
        </td>
      </tr>
    );
  return (
    <tr>
      {name}
      <td>{count(predictions)}</td>
      <td>{count(labelled)}</td>
      <td>
        {percent(accuracy)}
        {accuracy !== null && !day.mature && ' (provisional)'}
      </td>
      <td>{interval(accuracy_interval)}</td>
      <td>{estimated ? `${percent(estimated.value)} ± ${percent(estimated.standard_error)}` : '–'}</td>
      <td>{decimal(day.kl_divergence)}</td>
    </tr>
  );
}

function Key({
  kind,
  words,
}: {
  kind: 'realised' | 'provisional' | 'estimated' | 'reference';
  words: string;
}) {
  return (
    <li>
      <svg aria-hidden="true" width={24} height={10}>
        {kind !== 'provisional' && <line class={kind} x1={0} x2={24} y1={5} y2={5} />}
        {kind === 'realised' && <circle class="realised-point" cx={12} cy={5} r={3.5} />}
        {kind === 'provisional' && <circle class="realised-point provisional" cx={12} cy={5} r={3.5} />}
      </svg>
      <Dated text={words} />
    </li>
  );
}

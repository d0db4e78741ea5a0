import type { ComponentChild } from 'preact';
import type { LatestReport, RollingAccuracy } from '../../../../lib/monitor/answer.ts';
import { noOutcome } from '../../../../lib/wording/no-outcome.ts';
import { count, counted, decimal, duration, percent, points } from '../../../../lib/wording/numbers.ts';
import { Dated } from '../../components/dated.tsx';
import { interval, span } from './span.ts';

/** The numbers that people ask for first. */
export function Facts({ rolling, latest }: { rolling: RollingAccuracy; latest: LatestReport | null }) {
  return (
    <dl class="facts">
      <Rolling of={rolling} />
      {latest && <OfReport latest={latest} />}
    </dl>
  );
}

function Rolling({ of }: { of: RollingAccuracy }) {
  return (
    <Fact
      name={`Accuracy of the last ${of.window}`}
      value={percent(of.accuracy)}
      more={
        of.predictions === 0
          ? 'no outcome is known yet'
          : `${of.correct} of ${counted(of.predictions, 'outcome')}, 95 %: ${interval(of.accuracy_interval)}`
      }
    />
  );
}

function OfReport({ latest }: { latest: LatestReport }) {
  const { realised, estimated, coverage, outcomes, reference } = latest;
  const { median, p90 } = outcomes.delay_seconds;
  const unknown = noOutcome(latest.counts.outcomes !== null);
  return (
    <>
      <Fact
        name="Realised accuracy"
        value={percent(realised?.accuracy)}
        more={
          realised
            ? `${counted(realised.labelled, 'outcome')} of ${span(realised)}${realised.mature ? '' : ', provisional'}; ${points(realised.accuracy_change)} points from the reference, ${percent(reference.accuracy)}`
            : unknown
        }
      />
      <Fact
        name="Estimated accuracy"
        value={percent(estimated?.value)}
        more={
          estimated
            ? `standard error ${percent(estimated.standard_error)}, from the scores of ${counted(latest.drift.window.predictions, 'prediction')}`
            : latest.not_estimated === 'no_predictions'
              ? 'there are no predictions'
              : 'the scores do not bear an estimate'
        }
      />
      <Fact
        name="Coverage"
        value={percent(coverage.coverage)}
        more={
          latest.counts.outcomes === null && coverage.predictions === 0
            ? unknown
            : `${count(coverage.labelled)} of ${counted(coverage.predictions, 'prediction')} of version ${reference.version} in ${counted(coverage.days, 'day')} have an outcome`
        }
      />
      <Fact
        name="Delay of outcomes"
        value={outcomes.received === 0 ? '–' : atMost(median)}
        more={
          outcomes.received === 0
            ? unknown
            : `half of ${counted(outcomes.received, 'outcome')} of all versions; 90 % ${atMost(p90)}${from(outcomes.sources)}`
        }
      />
      <Fact
        name="Shift of the scores"
        value={decimal(latest.prediction_distribution_shift)}
        more={`Jensen–Shannon distance of ${counted(latest.counts.predictions, 'prediction')} of ${latest.date}, 0 to 1`}
      />
    </>
  );
}

/** Where the outcomes that count are from, the most frequent source first. */
function from(sources: Readonly<Record<string, number>>): string {
  const named = Object.entries(sources).sort(([, a], [, b]) => b - a);
  return named.length === 0
    ? ''
    : `; those that count are from ${named.map(([name, n]) => `${name} (${count(n)})`).join(', ')}`;
}

/** Bounds: what is beyond the last one is null. */
const atMost = (seconds: number | null): string =>
  seconds === null ? 'over a year' : `≤\u00a0${duration(seconds)}`;

function Fact({ name, value, more }: { name: string; value: ComponentChild; more: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <span class="value">{value}</span>
        <span class="small">
          <Dated text={more} />
        </span>
      </dd>
    </div>
  );
}

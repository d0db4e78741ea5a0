import type { MonitoredDay } from '../../../../lib/monitor/answer.ts';
import { percentScale, runs, shownValues } from './chart-scale.ts';
import { useWidth } from './use-width.ts';

const HEIGHT = 220;
const LEFT = 44;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 26;
/** Between the dates below the chart, in pixels. */
const DATE_SPACE = 64;

interface Properties {
  days: readonly MonitoredDay[];
  reference: number;
  label: string;
}

/** Accuracy by day: realised with its interval, estimated, and that of the reference. As wide as there is room. */
export function AccuracyChart({ days, reference, label }: Properties) {
  const { element, width } = useWidth<HTMLDivElement>();
  const scale = percentScale(shownValues(days, reference));
  const x = (i: number) => LEFT + ((i + 0.5) * (width - LEFT - RIGHT)) / days.length;
  const y = (share: number) =>
    TOP + ((scale.max - share) / (scale.max - scale.min)) * (HEIGHT - TOP - BOTTOM);
  const estimated = days.map((day) => day.estimated_accuracy?.value ?? null);
  const at = (i: number, share: number) => `${x(i).toFixed(1)},${y(share).toFixed(1)}`;
  const line = (run: readonly number[], of: (i: number) => number) => run.map((i) => at(i, of(i))).join(' ');
  const realisedRuns = runs(days.map(({ accuracy }) => accuracy !== null));
  const every = Math.max(1, Math.ceil((days.length * DATE_SPACE) / Math.max(1, width - LEFT - RIGHT)));
  return (
    <div class="chart" ref={element}>
      {width > 0 && (
        <svg role="img" aria-label={label} width={width} height={HEIGHT}>
          {scale.ticks.map((tick) => (
            <g key={tick} class="tick">
              <line x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
              <text x={LEFT - 8} y={y(tick) + 4} text-anchor="end">
                {(100 * tick).toFixed(0)} %
              </text>
            </g>
          ))}
          {days.map(
            ({ date }, i) =>
              (days.length - 1 - i) % every === 0 && (
                <text
                  key={date}
                  x={Math.min(x(i), width - RIGHT - 14)}
                  y={HEIGHT - 6}
                  class="date"
                  text-anchor="middle"
                >
                  {date.slice(5)}
                </text>
              ),
          )}
          <line class="reference" x1={LEFT} x2={width - RIGHT} y1={y(reference)} y2={y(reference)} />
          {realisedRuns.map((run) => (
            <Band key={run[0]} run={run} days={days} at={at} />
          ))}
          {runs(estimated.map((value) => value !== null)).map((run) => (
            <polyline key={run[0]} class="estimated" points={line(run, (i) => estimated[i]!)} />
          ))}
          {estimated.map(
            (value, i) =>
              value !== null && (
                <rect
                  class="estimated-point"
                  key={days[i]!.date}
                  x={x(i) - 2}
                  y={y(value) - 2}
                  width={4}
                  height={4}
                />
              ),
          )}
          {realisedRuns.map((run) => (
            <polyline key={run[0]} class="realised" points={line(run, (i) => days[i]!.accuracy!)} />
          ))}
          {days.map(
            ({ date, accuracy, mature }, i) =>
              accuracy !== null && (
                <circle
                  key={date}
                  class={mature ? 'realised-point' : 'realised-point provisional'}
                  cx={x(i)}
                  cy={y(accuracy)}
                  r={3.5}
                />
              ),
          )}
        </svg>
      )}
    </div>
  );
}

/** The intervals of days that follow each other; of a day alone, a stroke. */
function Band({
  run,
  days,
  at,
}: {
  run: readonly number[];
  days: readonly MonitoredDay[];
  at(i: number, share: number): string;
}) {
  const end = (which: 0 | 1) => run.map((i) => at(i, days[i]!.accuracy_interval![which]));
  const outline = [...end(1), ...end(0).reverse()].join(' ');
  return run.length === 1 ? (
    <polyline class="interval" points={outline} />
  ) : (
    <polygon class="band" points={outline} />
  );
}

import { printTable } from '../support/report.ts';
import type { Findings, Power } from './findings.ts';
import { RULES } from './model-day.ts';
import type { Size } from './plan.ts';
import type { Tally } from './tally.ts';
import { SHIFTS } from './task.ts';

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 && share > 0 ? 2 : 1)} %`;

/** Without any drift: what alarms. */
export function printAlarms(findings: Findings, sizes: readonly Size[], models: readonly string[]): void {
  const rules = RULES.flatMap((rule) => [`${rule}: features`, 'model-days']);
  console.log('\nWithout drift: alarms, as shares of what is compared and of model-days');
  printTable(
    ['n', 'model-days', 'raw p < 0.05', ...rules],
    sizes.map(({ rows }) => {
      const tally = findings.all(rows);
      const { days, items, alarms } = tally;
      const shares = RULES.flatMap((rule) => [alarms.items[rule] / items, alarms.days[rule] / days]);
      return [rows, days, lowP(tally), ...shares.map(percent)];
    }),
  );
  console.log('\nThe same by model; quality: a data-quality check alarms, or a share is 5 points up at all');
  printTable(
    ['model', 'n', 'model-days', 'raw p < 0.05', 'verdict: features', 'model-days', 'quality', '5 points up'],
    models.flatMap((model) =>
      sizes.map(({ rows }) => {
        const tally = findings.of(model, rows);
        const { days, items, alarms, quality } = tally;
        const shares = [alarms.items.verdict / items, alarms.days.verdict / days];
        const raised = [quality.alarms / days, quality.risen / days];
        return [model, rows, days, lowP(tally), ...[...shares, ...raised].map(percent)];
      }),
    ),
  );
}

/** One feature moved: how often that is found. */
export function printPower(findings: Findings, sizes: readonly Size[]): void {
  console.log('\nOne continuous feature moved: share of days on which it alarms (mean of the features)');
  printTable(
    ['n', 'moved by', ...RULES],
    sizes.flatMap(({ rows }) =>
      SHIFTS.map((sigmas) => [
        rows,
        `${sigmas} σ`,
        ...RULES.map((rule) => percent(mean(findings.powers(rows, sigmas, rule)))),
      ]),
    ),
  );
  console.log(
    `\nThe verdict by feature: found at ${SHIFTS.join(', ')} σ; * not continuous, or 5 % and more missing`,
  );
  const of = (rows: number) => SHIFTS.map((sigmas) => findings.powers(rows, sigmas));
  const columns = sizes.map(({ rows }) => of(rows));
  printTable(
    ['model', 'feature', ...sizes.map(({ rows }) => `n = ${rows.toLocaleString('en-US')}`)],
    columns[0]![0]!.map(({ model, feature, isContinuous }, i) => [
      model,
      isContinuous ? feature : `${feature} *`,
      ...columns.map((shifts) => shifts.map((powers) => (100 * powers[i]!.share).toFixed(0)).join(', ')),
    ]),
  );
}

const lowP = ({ lowP: { sum }, days }: Tally): string => percent(sum / days);

function mean(powers: readonly Power[]): number {
  const continuous = powers.filter(({ isContinuous }) => isContinuous);
  return continuous.reduce((sum, { share }) => sum + share, 0) / continuous.length;
}

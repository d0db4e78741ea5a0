import type { QualityAlarm } from '../../../../lib/monitor/answer.ts';
import { count, percent } from '../../../../lib/wording/numbers.ts';
import { Mark } from './mark.tsx';

const MEANING: Readonly<Record<QualityAlarm['check'], string>> = {
  data_type_check: 'values have a wrong type',
  completeness_check: 'values are missing',
  baseline_drift_check: 'its distribution drifted',
  missing_column_check: 'it is missing in all rows',
  extra_column_check: 'requests have a field that the model does not',
  categorical_values_check: 'values are none of the reference',
};

/** Of a feature as a whole: there is no share of values to tell. */
const WHOLE: readonly QualityAlarm['check'][] = ['baseline_drift_check', 'missing_column_check'];

/** The checks of data quality that alarm. */
export function QualitySection({ alarms }: { alarms: readonly QualityAlarm[] }) {
  return (
    <section>
      <h2>Data quality</h2>
      {alarms.length === 0 ? (
        <p>
          <Mark tone="good" words="No check alarms." />
        </p>
      ) : (
        <ul class="alarms">
          {alarms.map((alarm) => (
            <li key={`${alarm.check} ${alarm.feature}`}>
              <Mark tone="warn" words={alarm.feature ?? 'unknown fields'} />: {found(alarm)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const found = ({ check, violations, values, share, reference_share: expected }: QualityAlarm): string =>
  WHOLE.includes(check)
    ? MEANING[check]
    : `${count(violations)} of ${count(values)} ${MEANING[check]} (${percent(share)}; ${percent(expected)} in the reference)`;

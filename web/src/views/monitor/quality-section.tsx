import type { QualityAlarm } from '../../../../lib/monitor/answer.ts';
import { count, percent } from './format.ts';
import { Mark } from './mark.tsx';

const MEANING: Readonly<Record<QualityAlarm['check'], string>> = {
  data_type_check: 'values of a wrong type',
  completeness_check: 'values that are missing',
  baseline_drift_check: 'values beyond those of the reference',
  missing_column_check: 'requests without the field',
  extra_column_check: 'requests with a field that the model does not have',
  categorical_values_check: 'values that the reference does not have',
};

/** The checks of data quality that alarm. */
export function QualitySection({ alarms }: { alarms: readonly QualityAlarm[] }) {
  return (
    <section aria-labelledby="quality">
      <h2 id="quality">Data quality</h2>
      {alarms.length === 0 ? (
        <p>
          <Mark tone="good" words="No check alarms." />
        </p>
      ) : (
        <ul class="alarms">
          {alarms.map(({ check, feature, violations, values, share, reference_share: expected }) => (
            <li key={`${check} ${feature}`}>
              <Mark tone="warn" words={feature ?? 'unknown fields'} />: {count(violations)} of {count(values)}{' '}
              {MEANING[check]} ({percent(share)}; {percent(expected)} in the reference)
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

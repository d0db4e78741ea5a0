import type { LatestReport } from '../../../../lib/monitor/answer.ts';
import { count, counted } from '../../../../lib/wording/numbers.ts';
import type { ModelSchema } from '../../api/answers.ts';
import { Dated } from '../../components/dated.tsx';
import { DRIFT_COLUMNS, DriftRow } from './drift-row.tsx';
import { Scrolled } from './scrolled.tsx';
import { span } from './span.ts';
import { bySeverity } from './tone.ts';

interface DriftSectionProperties {
  latest: LatestReport;
  /** Of the deployed version; undefined while it is not known. */
  schema: ModelSchema | undefined;
}

/** What the model is asked and answers now, against the reference. */
export function DriftSection({ latest, schema }: DriftSectionProperties) {
  const { drift, reference, data_quality: alarms, unprofiled } = latest;
  // Another version may call the same things otherwise.
  const known = schema?.version === reference.version ? schema : undefined;
  const { window } = drift;
  return (
    <section>
      <h2>Drift by feature</h2>
      <p class="small">
        {' '}
        {counted(window.predictions, 'prediction')} of <Dated text={span(window)} /> against{' '}
        {count(reference.rows)} rows of the reference. The worst first, then the largest impact, which is
        importance × KL. Bars are production, lines the reference; a name shows the shares by value.{' '}
      </p>
      {drift.state === 'insufficient_data' && (
        <p class="missing">
          Insufficient data: {counted(window.predictions, 'prediction')} are too few to tell whether anything
          moved.
        </p>
      )}
      <Scrolled label="Drift by feature">
        <table class="drift">
          <thead>
            <tr>
              <th scope="col">feature</th>
              {DRIFT_COLUMNS.map((name, i) => (
                <th key={name} scope="col" class={i < 2 ? 'words' : undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bySeverity(drift.features).map((of) => (
              <DriftRow
                key={of.feature}
                name={of.feature}
                drift={of}
                alarms={alarms.filter(({ feature }) => feature === of.feature)}
                names={known?.features.find(({ name }) => name === of.feature)?.category_names}
              />
            ))}
          </tbody>
          <tbody>
            <tr>
              <th scope="rowgroup" class="group" colSpan={DRIFT_COLUMNS.length + 1}>
                What it answers
              </th>
            </tr>
            <DriftRow name="score" drift={drift.score} alarms={[]} names={undefined} />
            <DriftRow
              name="class answered"
              drift={drift.class_balance}
              alarms={[]}
              names={known?.class_names}
            />
          </tbody>
        </table>
      </Scrolled>
      {unprofiled.length > 0 && (
        <p class="small">
          Not compared:{' '}
          {unprofiled.map(({ feature, reason }) => `${feature} (${reason.replaceAll('_', ' ')})`).join(', ')}.
        </p>
      )}
    </section>
  );
}

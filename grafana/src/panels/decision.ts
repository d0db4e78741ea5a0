import { BigValueTextMode } from '@grafana/grafana-foundation-sdk/common';
import { values } from '../target.ts';
import { stat } from './stat.ts';

const COLORS = { ok: 'green', watch: 'blue', validate: 'orange', retrain: 'red' };

/** What the nightly job recommends, by its name. */
export function decision() {
  const panel = stat(
    {
      title: 'Decision',
      description:
        'What the nightly job recommends; its reasons are in the report of the day. Watch: wait. Validate: look at the answers, the job runs hourly now. Retrain: see the runbook of RetrainingRecommended.',
      unit: 'none',
      width: 4,
      none: 'no report yet',
    },
    values('max by (decision) (model_decision{model="$model"} == 1)', '{{decision}}'),
  ).textMode(BigValueTextMode.Name);
  for (const [name, fixedColor] of Object.entries(COLORS))
    panel.overrideByName(name, [{ id: 'color', value: { mode: 'fixed', fixedColor } }]);
  return panel;
}

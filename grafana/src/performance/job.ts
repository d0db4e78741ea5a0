import type { Section } from '../dashboard.ts';
import { OF } from '../expression.ts';
import { IS_OR_NOT, YES_IS_GOOD } from '../mapping.ts';
import { stat } from '../panels/stat.ts';
import { stateTimeline } from '../panels/state-timeline.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines, values } from '../target.ts';
import { badFrom } from '../threshold.ts';

export const job = (): Section => [
  'Decisions and the nightly job',
  stateTimeline(
    {
      title: 'Decisions',
      description: 'Of each report. The reasons are in report.html of the day, beside its numbers.',
      unit: 'none',
      width: 8,
      mappings: IS_OR_NOT,
    },
    lines(`max by (decision) (model_decision{${OF}})`, '{{decision}}'),
  ),
  stat(
    {
      title: 'Accuracy on held-out rows',
      description:
        'Of the deployed model, when the decision asked for validation. Not what training recorded: another model is deployed than you think, see the runbook of HoldoutValidationFailed.',
      unit: 'percentunit',
      width: 4,
      height: 8,
      decimals: 1,
      none: 'not asked for',
    },
    values(`max(model_validation_accuracy{${OF}})`, 'accuracy'),
  ),
  stat(
    {
      title: 'As when it was trained',
      description: 'Whether that is what was recorded when the model was trained.',
      unit: 'none',
      width: 4,
      height: 8,
      mappings: YES_IS_GOOD,
      none: 'not asked for',
    },
    values(`max(model_validation_agrees{${OF}})`, 'agrees'),
  ),
  stat(
    {
      title: 'Since the nightly job succeeded',
      description:
        'NightlyMissed alerts after 26 hours: see its runbook. Until then numbers here are of an older day.',
      unit: 's',
      width: 4,
      height: 8,
      thresholds: badFrom(26 * 3600),
      none: 'never',
    },
    values(`time() - max(nightly_last_success_timestamp_seconds{${OF}})`, 'since'),
  ),
  stat(
    {
      title: 'Time it took',
      description:
        'From its start until the results of the model were stored. It must end within 15 minutes.',
      unit: 's',
      width: 4,
      height: 8,
      thresholds: badFrom(600, 840),
      none: 'never',
    },
    values(`max(nightly_duration_seconds{${OF}})`, 'duration'),
  ),
  timeSeries(
    {
      title: 'The day that was reported',
      description:
        'Predictions and outcomes of it, records archived, and requests and outcomes refused. Fewer than the day before: compare with Requests on Serving.',
      unit: 'short',
      width: 12,
      min: 0,
      decimals: 0,
    },
    lines(`max(nightly_predictions{${OF}})`, 'predictions'),
    lines(`max(nightly_outcomes{${OF}})`, 'outcomes'),
    lines(`max(nightly_rows_processed{${OF}})`, 'archived'),
    lines(`max(nightly_rows_rejected{${OF}})`, 'refused'),
  ),
  timeSeries(
    {
      title: 'Lines that could not be used',
      description: 'Of the log of the day, by reason. Any: see the runbook of NightlyLinesSkipped.',
      unit: 'short',
      width: 12,
      min: 0,
      decimals: 0,
      thresholds: badFrom(1),
    },
    lines(`max by (reason) (nightly_rows_skipped{${OF}})`, '{{reason}}'),
  ),
];

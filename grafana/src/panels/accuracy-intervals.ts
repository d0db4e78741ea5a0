import { OF } from '../expression.ts';
import { lines } from '../target.ts';
import { band, LOWER, UPPER } from './band.ts';

/** A panel for each window of the nightly report that is chosen. */
export const accuracyIntervals = () =>
  band(
    {
      title: 'Accuracy of $window, with 95 % interval',
      description:
        '1d: the newest day with outcomes; 7d and 30d: the last days. As long as the interval holds the reference, the change can be chance.',
      unit: 'percentunit',
      width: 24,
      max: 1,
    },
    lines(`max(model_accuracy{${OF}, window=~"$window"})`, 'accuracy'),
    lines(`max(model_accuracy_lower{${OF}, window=~"$window"})`, LOWER!),
    lines(`max(model_accuracy_upper{${OF}, window=~"$window"})`, UPPER!),
    lines(`max(model_reference_accuracy{${OF}})`, 'reference'),
  )
    .repeat('window')
    .repeatDirection('h')
    .maxPerRow(3);

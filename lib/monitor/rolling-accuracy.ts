import { type Rolling, WINDOW } from '../feedback/rolling-window.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import type { RollingAccuracy } from './answer.ts';

/** The accuracy of the window that feedback keeps. */
export const rollingAccuracy = ({ outcomes, correct }: Rolling): RollingAccuracy => ({
  window: WINDOW,
  predictions: outcomes,
  correct,
  accuracy: outcomes === 0 ? null : correct / outcomes,
  accuracy_interval: wilsonInterval(correct, outcomes),
});

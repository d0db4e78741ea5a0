import type { GaugePublisher, Sample } from '../metrics/sample.ts';
import type { Store } from '../store/store.ts';
import { rolling } from './recent.ts';
import type { Rolling } from './rolling-window.ts';

const MAX_ROUNDS = 4;

/** The gauges of a window; an accuracy over nothing is not defined and not reported. */
export function rollingSamples({ outcomes, correct }: Rolling): Sample[] {
  const labels = { window: 'last_100' };
  const count = { name: 'model_accuracy_outcomes', labels, value: outcomes };
  return outcomes === 0 ? [count] : [{ name: 'model_accuracy', labels, value: correct / outcomes }, count];
}

/**
 * Publishes the rolling accuracy. Of two environments that publish at once the one with the older window may come last,
 * so each looks again afterwards and repeats while the window has moved.
 */
export async function publishRolling(
  store: Store,
  gauges: GaugePublisher,
  model: string,
  first: Rolling,
): Promise<void> {
  let window = first;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    await gauges.publish(model, rollingSamples(window));
    const now = await rolling(store, model);
    if (now.outcomes === window.outcomes && now.correct === window.correct) return;
    window = now;
  }
}

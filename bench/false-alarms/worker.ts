import { parentPort, workerData } from 'node:worker_threads';
import { seededRandom } from '../../lib/statistics/random.ts';
import { disjointSamples } from './draw.ts';
import { ModelDay } from './model-day.ts';
import type { Population } from './population.ts';
import { shiftable, shiftBy } from './shiftable.ts';
import { addDay, addPower, emptyTally, type Tally } from './tally.ts';
import { type Done, SHIFTS, type Task } from './task.ts';

const populations = new Map((workerData as Population[]).map((of) => [of.model, of]));
const movable = new Map([...populations.values()].map((of) => [of.model, shiftable(of)]));

parentPort!.on('message', (task: Task) => parentPort!.postMessage({ task, tally: run(task) } satisfies Done));

function run({ model, rows, from, to, moved }: Task): Tally {
  const population = populations.get(model)!;
  const tally = emptyTally();
  for (let replicate = from; replicate < to; replicate++) {
    const seed = `${model} ${rows} ${replicate}`;
    const order = Uint32Array.from({ length: population.rows }, (_, row) => row);
    const [reference, sample] = disjointSamples(seededRandom(seed), order, [population.referenceRows, rows]);
    const day = new ModelDay(population, reference!, sample!, seed);
    addDay(tally, day);
    for (const feature of movable.get(model)!) {
      if (replicate >= (feature.isContinuous ? moved.continuous : moved.other)) continue;
      // Up and down in turn.
      const sign = replicate % 2 === 0 ? 1 : -1;
      for (const sigmas of SHIFTS) {
        const alarms = day.alarmsWhenMoved(feature.name, sign * shiftBy(feature, sigmas));
        addPower(tally, feature.name, sigmas, alarms);
      }
    }
  }
  return tally;
}

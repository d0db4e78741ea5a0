import { Worker } from 'node:worker_threads';
import type { Population } from './population.ts';
import type { Done, Task } from './task.ts';

/** Runs the tasks on so many threads, those listed first first. @throws what a thread throws */
export async function runTasks(
  threads: number,
  populations: readonly Population[],
  tasks: readonly Task[],
  onDone: (done: Done) => void,
): Promise<void> {
  const waiting = [...tasks];
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: populations });
      const next = () => {
        const task = waiting.shift();
        if (task) worker.postMessage(task);
        else worker.terminate().then(() => resolve(), reject);
      };
      worker.on('message', (done: Done) => {
        onDone(done);
        next();
      });
      worker.on('error', reject);
      next();
    });
  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, work));
}

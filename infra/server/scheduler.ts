import type { Logger } from '../../lib/runtime/logger.ts';
import { contextOf, type Functions } from './functions.ts';
import type { Schedule, Table } from './table.ts';
import { nextTime, parseTimetable, type Timetable } from './timetable.ts';

/** The clock is looked at so often: what was due while a machine slept runs when it wakes. */
const LOOK_MS = 1_000;

interface Job extends Schedule {
  readonly timetable: Timetable;
  due: number;
  running: Promise<void> | undefined;
}

/** Runs the scheduled functions of a table. A run that is due while the one before goes on is left out. */
export class Scheduler {
  readonly #jobs: Job[];
  readonly #timeouts: Table['timeouts'];
  readonly #functions: Functions;
  readonly #logger: Logger;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;

  /** What has a rate runs at once, as what has none of its times behind it. @throws Error when a schedule is not understood */
  constructor({ schedules, timeouts }: Table, functions: Functions, logger: Logger, now: () => number) {
    this.#jobs = schedules.map((schedule) => {
      const timetable = parseTimetable(schedule.expression);
      const due = 'everyMs' in timetable ? now() : nextTime(timetable, now());
      return { ...schedule, timetable, due, running: undefined };
    });
    this.#timeouts = timeouts;
    this.#functions = functions;
    this.#logger = logger;
    this.#now = now;
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  /** Starts what is due now. */
  look(): void {
    for (const job of this.#jobs) {
      if (job.due > this.#now()) continue;
      job.due = nextTime(job.timetable, this.#now());
      if (job.running) {
        this.#logger('warn', 'a run was left out: the one before goes on', { function: job.function });
        continue;
      }
      job.running = this.#run(job).finally(() => {
        job.running = undefined;
      });
    }
  }

  /** Starts nothing more, and resolves when nothing is running. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#jobs.map(({ running }) => running));
  }

  async #run({ function: name, event }: Job): Promise<void> {
    try {
      await this.#functions[name]!(event, contextOf(this.#timeouts[name]!));
    } catch (error) {
      this.#logger('error', 'a scheduled run failed', { function: name, error });
    }
  }
}

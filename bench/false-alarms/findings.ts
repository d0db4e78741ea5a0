import type { Rule } from './model-day.ts';
import type { Population } from './population.ts';
import { shiftable } from './shiftable.ts';
import { addTallies, emptyTally, powerKey, type Tally } from './tally.ts';
import type { Done } from './task.ts';

/** How often a rule found what was moved. */
export interface Power {
  model: string;
  feature: string;
  isContinuous: boolean;
  days: number;
  share: number;
}

/** The tallies of all tasks. */
export class Findings {
  readonly #tallies = new Map<string, Tally>();
  readonly #populations: readonly Population[];

  constructor(populations: readonly Population[]) {
    this.#populations = populations;
  }

  add({ task: { model, rows }, tally }: Done): void {
    const key = `${model} ${rows}`;
    this.#tallies.set(key, addTallies(this.of(model, rows), tally));
  }

  of(model: string, rows: number): Tally {
    return this.#tallies.get(`${model} ${rows}`) ?? emptyTally();
  }

  all(rows: number): Tally {
    return this.#populations.map(({ model }) => this.of(model, rows)).reduce(addTallies, emptyTally());
  }

  /** Of every number of every model. */
  powers(rows: number, sigmas: number, rule: Rule = 'verdict'): Power[] {
    return this.#populations.flatMap((population) => {
      const { model } = population;
      const { power } = this.of(model, rows);
      return shiftable(population).flatMap(({ name: feature, isContinuous }) => {
        const tried = power[powerKey(feature, sigmas)];
        if (!tried) return [];
        return [{ model, feature, isContinuous, days: tried.days, share: tried.found[rule] / tried.days }];
      });
    });
  }
}

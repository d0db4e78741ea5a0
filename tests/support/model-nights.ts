import { createHandler } from '../../functions/nightly.ts';
import type { BusEvent } from '../../lib/events/event-bus.ts';
import type { Sample } from '../../lib/metrics/sample.ts';
import type { ModelFolder } from '../../lib/model/registry.ts';
import { validateOnHoldout } from '../../lib/model/validate-holdout.ts';
import type { MonitoredModel } from '../../lib/nightly/job.ts';
import type { Report } from '../../lib/nightly/report.ts';
import type { NightlySummary } from '../../lib/nightly/run.ts';
import type { MemoryStore } from './memory-store.ts';

/** The nightly job of one model over a store, with what it published, sent and validated. */
export class ModelNights {
  samples: Sample[] = [];
  readonly sent: BusEvent[] = [];
  readonly validated: string[] = [];
  summary: NightlySummary | undefined;
  readonly #store: MemoryStore;
  readonly #folder: ModelFolder;
  readonly #tmp: string;
  /** May be replaced between two runs. */
  model: MonitoredModel;

  constructor(store: MemoryStore, folder: ModelFolder, model: MonitoredModel, tmp: string) {
    this.#store = store;
    this.#folder = folder;
    this.#tmp = tmp;
    this.model = model;
  }

  async run(event: unknown, now: string): Promise<void> {
    const handler = createHandler({
      store: this.#store,
      models: new Map([[this.model.definition.name, this.model]]),
      gauges: {
        publish: async (_, published) => {
          this.samples = published;
        },
      },
      refused: new Map(),
      prometheus: undefined,
      secondReviewShare: 0.1,
      validate: (name) => {
        this.validated.push(name);
        return validateOnHoldout(this.#folder);
      },
      events: {
        send: async (sent) => {
          this.sent.push(sent);
        },
      },
      now: () => Date.parse(now),
      logger: () => undefined,
      tmp: this.#tmp,
    });
    this.summary = await handler(event);
  }

  report(date: string): Report {
    return this.#store.json<Report>(`reports/model=${this.model.definition.name}/dt=${date}/report.json`);
  }

  gauge(name: string, labels: Record<string, string> = {}): number | undefined {
    return gaugeOf(this.samples, name, labels);
  }
}

/** The value of the first sample of this name that has these labels. */
export const gaugeOf = (
  samples: readonly Sample[],
  name: string,
  labels: Record<string, string> = {},
): number | undefined =>
  samples.find(
    (of) => of.name === name && Object.entries(labels).every(([label, value]) => of.labels[label] === value),
  )?.value;

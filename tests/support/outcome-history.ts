import { cohortFiles } from '../../lib/archive/cohort.ts';
import { allOutcomesPrefix, dateOfKey } from '../../lib/archive/keys.ts';
import { listAll } from '../../lib/archive/list-all.ts';
import { loadOutcomes } from '../../lib/archive/resolved-outcomes.ts';
import { listDay } from '../../lib/archive/segments.ts';
import type { PredictionRecord } from '../../lib/log/record.ts';
import type { ModelDefinition } from '../../lib/model/definition.ts';
import { storeOutcomes } from '../../lib/nightly/archive.ts';
import { withDay } from '../../lib/nightly/day.ts';
import type { MonitoredModel } from '../../lib/nightly/job.ts';
import { StageTimes } from '../../lib/nightly/stages.ts';
import { isAccepted } from '../../lib/outcomes/batch.ts';
import { RecentWindow } from '../../lib/outcomes/recent-window.ts';
import type { OutcomeRow } from '../../lib/outcomes/row.ts';
import type { OutcomeSource } from '../../lib/outcomes/source.ts';
import { type Database, openDatabase } from '../../lib/profile/duckdb.ts';
import { MemoryStore } from './memory-store.ts';
import { Clock, openIngest, rowOf, writePredictions } from './outcome-log.ts';

/** One outcome as it was sent and taken. */
export interface Told {
  predictionId: string;
  outcomeId: string;
  confidence: number;
  actual: unknown;
  received: number;
  observed: number | undefined;
}

/** Predictions and their outcomes over months, as they go through the log of two functions and the nightly job. */
export class OutcomeHistory {
  readonly store = new MemoryStore();
  readonly clock = new Clock();
  readonly told: Told[] = [];
  readonly #definition: ModelDefinition;
  readonly #received = new Set<string>();

  constructor(definition: ModelDefinition) {
    this.#definition = definition;
  }

  predict(labels: readonly number[], model = this.#definition.name): Promise<PredictionRecord[]> {
    return writePredictions(
      this.store,
      labels.map((label) => ({ label, model })),
      this.clock,
    );
  }

  /** Sends outcomes in one batch, and notes those that were taken. Returns what came of each. */
  async tell(
    source: OutcomeSource,
    rows: { of: Pick<PredictionRecord, 'id' | 'model'>; actual: unknown; observed?: number | undefined }[],
    functionName = 'outcomes',
  ): Promise<string[]> {
    const { store, clock } = this;
    const ingest = openIngest(store, clock, { functionName, definitions: [this.#definition] });
    const sent = rows.map(
      ({ of, actual, observed }): OutcomeRow => rowOf(of, actual, observed === undefined ? {} : { observed }),
    );
    const [result] = await ingest.take(source, [{ rows: sent }], { window: new RecentWindow() });
    if (!result || !('rows' in result)) throw new Error(`expected rows, got ${JSON.stringify(result)}`);
    return result.rows.map((row, i) => {
      if (!isAccepted(row)) return 'reason' in row ? row.reason : 'pending';
      const { id: outcomeId, time } = row.outcome;
      const { of, actual, observed } = rows[i]!;
      const received = Date.parse(time);
      this.#received.add(time.slice(0, 10));
      this.told.push({
        predictionId: of.id,
        outcomeId,
        confidence: source.confidence,
        actual,
        received,
        observed,
      });
      return 'accepted';
    });
  }

  /** Does every night's archive, and resolves all cohorts: the outcome that counts, by prediction. */
  async resolve(tmp: string): Promise<Map<string, string>> {
    const { store } = this;
    const definition = this.#definition;
    const model = { definition } as MonitoredModel;
    const models = new Map([[definition.name, model]]);
    for (const date of [...this.#received].sort()) {
      const dependencies = { store, models, refused: new Map(), tmp };
      const stages = new StageTimes(() => 0);
      const listing = await listDay(store, date);
      await withDay(dependencies, date, listing, [definition.name], stages, (day) =>
        storeOutcomes(store, day, model),
      );
    }
    const database = await openDatabase(tmp);
    try {
      return await this.#readCohorts(database, tmp);
    } finally {
      database.close();
    }
  }

  async #readCohorts(database: Database, tmp: string): Promise<Map<string, string>> {
    const { store } = this;
    const { name } = this.#definition;
    const resolved = new Map<string, string>();
    const dates = new Set((await listAll(store, allOutcomesPrefix(name))).map(({ key }) => dateOfKey(key)!));
    for (const date of dates) {
      const files = await cohortFiles(store, name, date);
      const drop = await loadOutcomes(store, database, tmp, this.#definition, files);
      const rows = await database.all<{ prediction_id: string; id: string }>(
        'SELECT prediction_id, id FROM resolved',
      );
      await drop();
      for (const { prediction_id, id } of rows) {
        if (resolved.has(prediction_id)) throw new Error(`${prediction_id}: expected one cohort, got two`);
        resolved.set(prediction_id, id);
      }
    }
    return resolved;
  }
}

import { tmpdir } from 'node:os';
import { readSecret } from '../config.ts';
import { IdempotencyKeys } from '../log/idempotency.ts';
import { SERVING_GAUGES } from '../metrics/catalogue-gauges.ts';
import { FEEDBACK_METRICS } from '../metrics/catalogue-log.ts';
import { OUTCOME_GAUGES } from '../metrics/catalogue-outcomes.ts';
import { GaugeGroup } from '../metrics/gauge-group.ts';
import { feedbackSeeds } from '../metrics/seeds.ts';
import { putInOrder } from '../model/in-order.ts';
import { checkSources } from '../outcomes/check-sources.ts';
import { countedSources, jobKeys, sourcesOf } from '../outcomes/functions.ts';
import { OutcomeIngest } from '../outcomes/ingest.ts';
import { POLLS } from '../outcomes/polls.ts';
import { readSources } from '../outcomes/read-sources.ts';
import type { RecentWindow } from '../outcomes/recent-window.ts';
import { rollWindow } from '../outcomes/roll-window.ts';
import { followModels, formerVersions } from './follow-models.ts';
import { newId } from './function-log.ts';
import { countedDefinitions, createFunctionLog, JOB, openRuntime, type Runtime } from './open.ts';

/** A batch is one put, which is large, and nobody waits. */
const COMMIT_DEADLINE_MS = 60_000;

/** Whoever copies a file writes on meanwhile. */
const SETTLE_MS = 10_000;

/** Opens the function `outcomes`. @throws Error with everything that a source needs and that is not there */
export async function openOutcomes(given?: Runtime) {
  const runtime = given ?? (await openRuntime(JOB));
  const { config, definitions, gateway, store, logger } = runtime;
  const counted = countedDefinitions(runtime);
  const sources = sourcesOf('outcomes', await readSources(config.outcomeSources, counted, logger));
  const { hashKey, previousHashKey } = config;
  checkSources(sources, { polls: POLLS, hashKey, secret: readSecret });
  const metrics = Object.values(FEEDBACK_METRICS);
  const settings = { commitDeadlineMs: COMMIT_DEADLINE_MS };
  const log = createFunctionLog(
    runtime,
    'outcomes',
    metrics,
    feedbackSeeds(counted, countedSources('outcomes', sources)),
    settings,
  );
  // The same group as that of `feedback`: a model has one rolling accuracy.
  const gauges = gateway && new GaugeGroup(gateway, 'feedback', SERVING_GAUGES);
  const pollGauges = gateway && new GaugeGroup(gateway, 'outcomes', OUTCOME_GAUGES);
  const models = new Map(definitions.map((definition) => [definition.name, definition]));
  const watch = followModels(runtime, async ({ definition }) => () => {
    log.seed(feedbackSeeds([definition], sources));
    putInOrder(models, definition.name, definition);
  });
  const keys = new IdempotencyKeys(store, 'outcomes', newId, jobKeys('outcomes'));
  const former = formerVersions(runtime);
  const ingest = new OutcomeIngest({ models, former, store, hashKey, previousHashKey, log, keys });
  const roll = async (window: RecentWindow): Promise<void> => {
    const publishing = await rollWindow({ store, log, gauges, logger }, window);
    await log.published(...publishing);
  };
  return {
    sources,
    polls: POLLS,
    pollGauges,
    watch,
    store,
    ingest,
    keys,
    hashKey,
    roll,
    models,
    secret: readSecret,
    logger,
    now: Date.now,
    settleMs: config.store.kind === 'file' ? SETTLE_MS : 0,
    tmp: tmpdir(),
  };
}

import { IdempotencyKeys } from '../log/idempotency.ts';
import { SERVING_GAUGES } from '../metrics/catalogue-gauges.ts';
import { FEEDBACK_METRICS } from '../metrics/catalogue-log.ts';
import { GaugeGroup } from '../metrics/gauge-group.ts';
import { feedbackSeeds } from '../metrics/seeds.ts';
import { putInOrder } from '../model/in-order.ts';
import { countedSources, jobKeys } from '../outcomes/functions.ts';
import { OutcomeIngest } from '../outcomes/ingest.ts';
import { readSources } from '../outcomes/read-sources.ts';
import { SqsDeadLetters } from '../queue/sqs-dead-letters.ts';
import { followModels, formerVersions } from './follow-models.ts';
import { newId } from './function-log.ts';
import { countedDefinitions, JOB, openFunctionLog, openRuntime, type Runtime } from './open.ts';

/** Opens the function `queue`, whose outcomes lie in the log `outcomes` beside those of other sources. */
export async function openQueue(given?: Runtime) {
  const runtime = given ?? (await openRuntime(JOB));
  const { config, definitions, gateway, store, logger } = runtime;
  const all = await readSources(config.outcomeSources, countedDefinitions(runtime), logger);
  const counted = countedSources('outcomes', all);
  const metrics = Object.values(FEEDBACK_METRICS);
  const seeds = feedbackSeeds(countedDefinitions(runtime), counted);
  const { log, opened } = openFunctionLog(runtime, 'outcomes', metrics, seeds);
  await opened;
  const models = new Map(definitions.map((definition) => [definition.name, definition]));
  const watch = followModels(runtime, async ({ definition }) => () => {
    log.seed(feedbackSeeds([definition], counted));
    putInOrder(models, definition.name, definition);
  });
  const { hashKey, previousHashKey, deadLetterQueue } = config;
  const former = formerVersions(runtime);
  const keys = new IdempotencyKeys(store, 'outcomes', newId, jobKeys('outcomes'));
  return {
    sources: counted.filter((source) => source.kind === 'queue'),
    ingest: new OutcomeIngest({ models, former, store, hashKey, previousHashKey, log, keys }),
    deadLetters: deadLetterQueue === undefined ? undefined : new SqsDeadLetters(deadLetterQueue),
    store,
    log,
    // The accuracy of the last 100 is one group, whoever brings the outcomes.
    gauges: gateway && new GaugeGroup(gateway, 'feedback', SERVING_GAUGES),
    logger,
    now: Date.now,
    watch,
  };
}

/**
 * Removes a prediction, or all predictions about an entity, and the outcomes about them from the store that
 * DRIFTGATE_STORE names, with the rows of files of outcomes; says what it touched.
 *
 *   npm run erase -- --prediction <id>
 *   npm run erase -- --entity <id> [--model <name>]
 *
 * The exit code is 0 when it is gone now, whether by this run or an earlier one, 1 when there was nothing of it, and 2
 * when something failed: then run it again.
 */
import { listAll } from '../lib/archive/list-all.ts';
import { type Config, readConfig } from '../lib/config.ts';
import { entityIdOf, MAX_CHARACTERS } from '../lib/entities/entity-id.ts';
import type { Touched } from '../lib/erasure/context.ts';
import { modelsWithEntities, predictionsAbout } from '../lib/erasure/entity.ts';
import { eraseEntityFromFiles, type NamedEntity } from '../lib/erasure/entity-files.ts';
import { erase } from '../lib/erasure/erase.ts';
import { textTable } from '../lib/file-report/text-table.ts';
import { INBOX } from '../lib/outcomes/inbox-key.ts';
import { readSources } from '../lib/outcomes/read-sources.ts';
import { newId } from '../lib/runtime/function-log.ts';
import { openStore, PATIENT } from '../lib/store/open.ts';
import type { Store } from '../lib/store/store.ts';
import { command, type Flags } from './command.ts';
import { withDatabase } from './with-database.ts';

const OPTIONS = {
  prediction: { type: 'string' },
  entity: { type: 'string' },
  model: { type: 'string' },
} as const;

await command('erase', '--prediction <id> | --entity <id> [--model <name>]', OPTIONS, async (flags) => {
  const config = readConfig();
  const store = await openStore(config.store, PATIENT);
  const ids = await predictionsOf(store, flags, config);
  const entity = entityOf(flags);
  const { touched, found } = await withDatabase(async (database, directory) => {
    const context = { store, database, directory, newId };
    const erasure = await erase(context, ids, Date.now());
    if (entity) {
      const sources = await readSources(config.outcomeSources, [], () => undefined);
      erasure.touched.push(await eraseEntityFromFiles(context, entity, sources));
    }
    return erasure;
  });
  for (const line of report(touched)) console.log(line);
  const untaken = entity ? await listAll(store, INBOX) : [];
  if (untaken.length > 0)
    console.log(
      `files in ${INBOX}: ${untaken.length}; where they name the entity, erase it again when they are taken`,
    );
  for (const id of ids) if (!found.has(id)) console.log(`the log has no prediction ${id}`);
  const isAnything = found.size > 0 || touched.some(({ records }) => records > 0);
  if (!isAnything) process.exitCode = 1;
});

function entityOf({ entity, model }: Flags<typeof OPTIONS>): NamedEntity | undefined {
  return entity === undefined ? undefined : { entityId: entity.trim(), model };
}

async function predictionsOf(
  store: Store,
  { prediction, entity, model }: Flags<typeof OPTIONS>,
  { hashKey, previousHashKey }: Pick<Config, 'hashKey' | 'previousHashKey'>,
): Promise<string[]> {
  if (prediction !== undefined && entity === undefined && model === undefined) return [prediction];
  if (entity === undefined || prediction !== undefined)
    throw new Error('expected --prediction <id>, or --entity <id> with or without --model <name>');
  if (entityIdOf(entity.trim()) === undefined)
    throw new Error(
      `--entity: expected an id of 1 to ${MAX_CHARACTERS} characters, got ${JSON.stringify(entity.slice(0, 100))}`,
    );
  if (!hashKey)
    throw new Error(
      '--entity: expected the DRIFTGATE_HASH_KEY of the functions, by which entities are found, got none',
    );
  const models = await modelsWithEntities(store);
  if (model !== undefined && !models.includes(model))
    throw new Error(
      `--model: expected one with entities (${models.join(', ') || 'there is none'}), got ${model}`,
    );
  const keys = previousHashKey ? [hashKey, previousHashKey] : [hashKey];
  const ids = await predictionsAbout(store, model === undefined ? models : [model], entity, keys);
  console.log(`predictions about the entity: ${ids.length}`);
  return ids;
}

function report(touched: readonly Touched[]): string[] {
  const rows = touched.map(({ what, objects, records }) => [what, String(records), String(objects)]);
  return textTable([['', 'erased', 'objects'], ...rows], 1);
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publish } from '../../lib/model/publish.ts';
import { artefactKey, openPublished, readCurrent } from '../../lib/model/published.ts';
import { readModels } from '../../lib/model/registry.ts';
import { openSession } from '../../lib/model/session.ts';
import { FileStore } from '../../lib/store/file.ts';

test('a published model of texts brings its vocabulary, and a damaged one is refused', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'driftgate-text-'));
  try {
    const store = new FileStore(directory);
    const folders = [...(await readModels('models')).values()];
    const folder = folders.find(({ definition }) => definition.features.some(({ type }) => type === 'text'))!;
    const { name, version } = folder.definition;
    await publish(store, folder);
    const { current } = (await readCurrent(store, name))!;
    const published = await openSession(await openPublished(store, name, current));
    const local = await openSession(folder);
    const row = { text: 'A wonderful film, zxqv!' };
    expect(published.derive(row)).toEqual(local.derive(row));
    expect(published.derive(row)).toMatchObject({ text__tokens: 3 });
    expect(await published.predict([row])).toEqual(await local.predict([row]));

    const file = Object.keys(current.files).find((candidate) => candidate.startsWith('vocabulary'))!;
    await store.put(artefactKey(name, version, file), 'other\nwords\n');
    await expect(openSession(await openPublished(store, name, current))).rejects.toThrow(
      'expected a vocabulary',
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

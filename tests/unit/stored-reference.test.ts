import { type Reference, withHash } from '../../lib/profile/reference.ts';
import {
  currentReferenceKey,
  loadReference,
  revertReference,
  storeReference,
} from '../../lib/profile/stored-reference.ts';
import { PreconditionFailedError, StoreUnavailableError } from '../../lib/store/errors.ts';
import { MemoryStore } from '../support/memory-store.ts';

const made = (source: string): Reference =>
  withHash({ format: 2, model: 'm', version: '1', source } as Parameters<typeof withHash>[0]);
const MODEL = { name: 'm', version: '1' };
const [first, second] = [made('first'), made('second')];

test('each reference is kept, the pointer says which is current and which was before', async () => {
  const store = new MemoryStore();
  expect(await loadReference(store, MODEL)).toBeUndefined();
  await expect(revertReference(store, 'm')).rejects.toThrow('m: expected a reference in the store, got none');
  expect(await storeReference(store, first)).toEqual({ current: first.hash, previous: null });
  expect(await storeReference(store, second)).toEqual({ current: second.hash, previous: first.hash });
  expect(await storeReference(store, second)).toEqual({ current: second.hash, previous: first.hash });
  expect(await loadReference(store, MODEL)).toEqual(second);
  expect(await revertReference(store, 'm')).toEqual({ current: first.hash, previous: second.hash });
  expect(await loadReference(store, MODEL)).toEqual(first);
  expect([...store.objects.keys()].sort()).toEqual(
    [first.hash, second.hash]
      .sort()
      .map((hash) => `references/model=m/${hash}.json`)
      .concat(currentReferenceKey('m'))
      .sort(),
  );
});

test('back from the first is that of the folder, and back again', async () => {
  const store = new MemoryStore();
  await storeReference(store, first);
  expect(await revertReference(store, 'm')).toEqual({ current: null, previous: first.hash });
  expect(await loadReference(store, MODEL)).toBeUndefined();
  await revertReference(store, 'm');
  expect(await loadReference(store, MODEL)).toEqual(first);
});

test('of two at once the later learns of it', async () => {
  const store = new MemoryStore();
  await storeReference(store, first);
  let others = 0;
  store.intercept = (operation, key) => {
    if (operation !== 'put' || key !== currentReferenceKey('m') || others++ > 0) return;
    store.objects.set(key, Buffer.from(JSON.stringify({ current: null, previous: null })));
  };
  await expect(storeReference(store, second)).rejects.toThrow(
    'm: somebody else changed the reference meanwhile',
  );
});

test('a refusal of what is in after all is a success', async () => {
  const store = new MemoryStore();
  const put = store.put.bind(store);
  store.put = async (key, body, condition) => {
    const done = await put(key, body, condition);
    if (condition) throw new PreconditionFailedError(key);
    return done;
  };
  expect(await storeReference(store, first)).toEqual({ current: first.hash, previous: null });
});

test('what is there and cannot be read is an error, and so is a store that fails', async () => {
  const store = new MemoryStore();
  await storeReference(store, first);
  store.objects.set(`references/model=m/${first.hash}.json`, Buffer.from(JSON.stringify(second)));
  await expect(loadReference(store, MODEL)).rejects.toThrow(
    `expected m, ${first.hash}, got m, ${second.hash}`,
  );
  store.objects.delete(`references/model=m/${first.hash}.json`);
  await expect(loadReference(store, MODEL)).rejects.toThrow('expected the current reference, got none');
  store.objects.set(currentReferenceKey('m'), Buffer.from('{"current":"latest"}'));
  await expect(loadReference(store, MODEL)).rejects.toThrow(
    'expected current and previous, each a hash or null',
  );
  store.intercept = (operation, key) => {
    throw new StoreUnavailableError(operation, key, 'down');
  };
  await expect(loadReference(store, MODEL)).rejects.toThrow(StoreUnavailableError);
});

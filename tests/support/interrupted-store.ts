import type { Store } from '../../lib/store/store.ts';

/** A store as somebody sees it before whose operation of a number (from 1) somebody else does something. */
export function interruptedStore(store: Store, at: number, work: () => Promise<unknown>): Store {
  let operations = 0;
  const before = async (): Promise<void> => {
    if (++operations === at) await work();
  };
  return {
    put: async (...args) => {
      await before();
      return store.put(...args);
    },
    putFile: async (...args) => {
      await before();
      return store.putFile(...args);
    },
    get: async (...args) => {
      await before();
      return store.get(...args);
    },
    getFile: async (...args) => {
      await before();
      return store.getFile(...args);
    },
    copy: async (...args) => {
      await before();
      return store.copy(...args);
    },
    delete: async (...args) => {
      await before();
      return store.delete(...args);
    },
    list: async function* (...args) {
      await before();
      yield* store.list(...args);
    },
  };
}

import type { MemoryStore } from './memory-store.ts';

/**
 * Kills a poll after each number of operations on a new store, until it survives, and polls again each time.
 * @param check what must be so after the second poll @returns how often it was killed
 */
export async function killEverywhere(
  newStore: () => MemoryStore,
  poll: () => Promise<unknown>,
  check: (deaths: number) => Promise<void>,
): Promise<number> {
  for (let deaths = 0; ; deaths++) {
    const store = newStore();
    let operations = 0;
    store.intercept = () => {
      if (operations++ >= deaths) throw new Error('killed');
    };
    const survived = await poll().then(
      () => true,
      () => false,
    );
    store.intercept = () => undefined;
    await poll();
    await check(deaths);
    if (survived) return deaths;
  }
}

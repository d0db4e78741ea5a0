import { increment, text, wins } from '../support/store-race.ts';
import type { Subject } from './store.ts';

const WRITERS = Array.from({ length: 20 }, (_, index) => `writer-${index}`);

/** What every store keeps to when writers race. */
export function racingContract(
  open: () => Promise<Subject>,
  { rounds, increments }: { rounds: number; increments: number },
): void {
  test('of 20 that write if-absent exactly one wins', async () => {
    const { store } = await open();
    for (let round = 0; round < rounds; round++) {
      const key = `race/${round}`;
      const won = await Promise.all(WRITERS.map((writer) => wins(store, key, writer, { ifAbsent: true })));
      const winners = WRITERS.filter((_, index) => won[index]);
      expect(winners).toEqual([text((await store.get(key))!.body)]);
    }
  });

  test('of 20 that write if-match exactly one wins', async () => {
    const { store } = await open();
    let { etag } = await store.put('race', 'start');
    for (let round = 0; round < rounds; round++) {
      const marks = WRITERS.map((writer) => `${writer} in round ${round}`);
      const won = await Promise.all(marks.map((mark) => wins(store, 'race', mark, { ifMatch: etag })));
      const current = await store.get('race');
      expect(marks.filter((_, index) => won[index])).toEqual([text(current!.body)]);
      etag = current!.etag;
    }
  });

  test('no increment of 20 writers is lost', async () => {
    const { store } = await open();
    await Promise.all(
      WRITERS.map(async () => {
        for (let time = 0; time < increments; time++) await increment(store, 'counter');
      }),
    );
    expect(text((await store.get('counter'))!.body)).toBe(String(20 * increments));
  });
}

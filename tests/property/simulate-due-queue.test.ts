import fc from 'fast-check';
import { DueQueue } from '../../lib/simulate/due-queue.ts';

test('whatever is pushed and popped when, the earliest comes out', () => {
  const operation = fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined, freq: 3 });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 200 }), (operations) => {
      const queue = new DueQueue<{ due: number }>();
      let naive: number[] = [];
      for (const due of operations) {
        if (due === undefined) {
          expect(queue.pop()?.due).toBe(naive.shift());
        } else {
          queue.push({ due });
          naive = [...naive, due].sort((a, b) => a - b);
        }
        expect([queue.size, queue.peek()?.due]).toEqual([naive.length, naive[0]]);
      }
    }),
    { numRuns: 500 },
  );
});

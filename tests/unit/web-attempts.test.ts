import { Attempts } from '../../web/src/api/attempts.ts';

const attempts = () => {
  let keys = 0;
  return new Attempts(() => `key ${++keys}`);
};

test('what is under way is not sent again, whatever is submitted', () => {
  const of = attempts();
  expect(of.begin('a', 0)).toBe('key 1');
  expect(of.begin('a', 5_000)).toBeUndefined();
  expect(of.begin('b', 5_000)).toBeUndefined();
});

test('what failed is sent again under its key, what was changed since under a new one', () => {
  const of = attempts();
  of.begin('a', 0);
  of.end('failed');
  expect(of.begin('a', 10)).toBe('key 1');
  of.end('failed');
  expect(of.begin('b', 20)).toBe('key 2');
  of.end('failed');
  expect(of.begin('a', 30)).toBe('key 3');
});

test('the second click of a double one is none; later the same is something new', () => {
  const of = attempts();
  of.begin('a', 0);
  of.end('answered');
  expect(of.begin('a', 999)).toBeUndefined();
  expect(of.begin('a', 1_000)).toBe('key 2');
});

test('something else is sent at once', () => {
  const of = attempts();
  of.begin('a', 0);
  of.end('answered');
  expect(of.begin('b', 1)).toBe('key 2');
});

test('keys are distinct and such as the API takes', () => {
  const keys = Array.from({ length: 100 }, () => new Attempts().begin('a', 0)!);
  expect(new Set(keys).size).toBe(100);
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/);
});

import { shortestWindow } from '../../lib/drift/window.ts';
import type { Profile } from '../../lib/profile/profile.ts';

const OF = { version: '2', reference: 'abc', date: '2026-11-21', isOver: true };

const day = (date: string, rows: number, more: Partial<Profile> = {}): Profile => ({
  format: 1,
  model: 'alpha',
  version: '2',
  date,
  reference: 'abc',
  rows,
  predicted: { 1: rows },
  features: { age: [0, rows] },
  score: { counts: [rows, 0], sums: [`${rows}`, '0'] },
  ...more,
});

test('one day with 100 rows is enough, whatever came before', () => {
  const window = shortestWindow([day('2026-11-20', 5000), day('2026-11-21', 100)], OF);
  expect(window).toMatchObject({ days: 1, name: '1d', from: '2026-11-21', to: '2026-11-21', profiles: 1 });
  expect(window.counts!.rows).toBe(100);
});

test('below it seven days are added up, both ends included, in any order', () => {
  const profiles = [
    day('2026-11-21', 99),
    day('2026-11-14', 1000),
    day('2026-11-22', 1000),
    day('2026-11-15', 1),
  ];
  const window = shortestWindow(profiles, OF);
  expect(window).toMatchObject({ days: 7, name: '7d', from: '2026-11-15', to: '2026-11-21', profiles: 2 });
  expect(window.counts).toEqual({
    rows: 100,
    predicted: { 1: 100 },
    features: { age: [0, 100] },
    score: { counts: [100, 0], sums: ['100', '0'] },
  });
});

test('then thirty, over the end of a month', () => {
  const window = shortestWindow([day('2026-10-23', 60), day('2026-10-22', 900), day('2026-11-01', 40)], OF);
  expect(window).toMatchObject({ days: 30, from: '2026-10-23', profiles: 2 });
  expect(window.counts!.rows).toBe(100);
});

test('days of another version or over other bins are not added', () => {
  const profiles = [
    day('2026-11-21', 60),
    day('2026-11-20', 60, { version: '1' }),
    day('2026-11-19', 60, { reference: 'def' }),
  ];
  expect(shortestWindow(profiles, OF)).toMatchObject({ days: 30, profiles: 1, counts: { rows: 60 } });
});

test('labelled and unlabelled days add up without labels', () => {
  const labels = { confusion: {} } as Profile['labels'] & object;
  const window = shortestWindow([day('2026-11-21', 60, { labels }), day('2026-11-20', 60)], OF);
  expect(window).toMatchObject({ days: 7, counts: { rows: 120 } });
  expect(window.counts).not.toHaveProperty('labels');
});

test('without any row there are no counts', () => {
  expect(shortestWindow([], OF)).toMatchObject({ days: 30, profiles: 0, counts: null });
});

test('while a day that is not over has too few rows, that of the day before is the window, if it has enough', () => {
  const running = { ...OF, isOver: false };
  const [before, now] = [day('2026-11-20', 100), day('2026-11-21', 99)];
  expect(shortestWindow([before, now], running)).toMatchObject({
    days: 1,
    name: '1d',
    from: '2026-11-20',
    to: '2026-11-20',
    counts: { rows: 100 },
  });
  expect(shortestWindow([before, now], OF)).toMatchObject({ days: 7, to: '2026-11-21' });
  expect(shortestWindow([before, day('2026-11-21', 100)], running)).toMatchObject({ to: '2026-11-21' });
  expect(shortestWindow([day('2026-11-20', 99), now], running)).toMatchObject({ days: 7, to: '2026-11-21' });
  expect(shortestWindow([day('2026-11-20', 99)], running)).toMatchObject({ days: 30, to: '2026-11-21' });
});

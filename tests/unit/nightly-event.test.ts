import { addDays, datesFrom, isDate } from '../../lib/nightly/dates.ts';
import { NightlyEventError, parseNightlyEvent } from '../../lib/nightly/event.ts';

const NOW = Date.parse('2026-03-01T01:15:00Z');
const parse = (event: unknown) => parseNightlyEvent(event, NOW, ['a', 'b']);

test.each([undefined, null, {}, { 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} }])(
  '%j means yesterday, and the day before if it changed',
  (event) =>
    expect(parse(event)).toEqual({ dates: ['2026-02-28'], ifChanged: '2026-02-27', models: ['a', 'b'] }),
);

test.each([
  [{ date: '2026-01-31' }, { dates: ['2026-01-31'], models: ['a', 'b'] }],
  [{ date: '2026-03-01' }, { dates: ['2026-03-01'], models: ['a', 'b'] }],
  [
    { from: '2026-01-31', to: '2026-02-01', model: 'b' },
    { dates: ['2026-01-31', '2026-02-01'], models: ['b'] },
  ],
  [{ model: 'a' }, { dates: ['2026-02-28'], ifChanged: '2026-02-27', models: ['a'] }],
  [{ hourly: true }, { dates: ['2026-03-01'], models: ['a', 'b'], hourly: true }],
  [
    { 'detail-type': 'x', detail: { date: '2026-01-31' } },
    { dates: ['2026-01-31'], models: ['a', 'b'] },
  ],
])('%j by hand', (event, expected) => expect(parse(event)).toEqual(expected));

test.each([
  ['yesterday', 'expected an object, got "yesterday"'],
  [[], 'expected an object, got []'],
  [{ day: '2026-01-01' }, 'expected only date, from, to, model, hourly, got "day"'],
  [{ date: '2026-02-29' }, 'date: expected a date YYYY-MM-DD, got "2026-02-29"'],
  [{ date: '2026-1-1' }, 'date: expected a date YYYY-MM-DD, got "2026-1-1"'],
  [{ date: 20260101 }, 'date: expected a date YYYY-MM-DD, got 20260101'],
  [{ date: null }, 'date: expected a date YYYY-MM-DD, got null'],
  [{ date: '2026-03-02' }, 'date: expected no later than today, 2026-03-01, got 2026-03-02'],
  [{ from: '2026-01-01' }, 'to: expected a date YYYY-MM-DD, got undefined'],
  [{ from: '2026-01-02', to: '2026-01-01' }, 'expected from not after to, got 2026-01-02 and 2026-01-01'],
  [{ from: '2025-01-01', to: '2026-01-02' }, 'expected at most 366 days, got 367'],
  [{ date: '2026-01-01', from: '2026-01-01' }, 'expected either date, or from and to, got both'],
  [{ hourly: 1 }, 'hourly: expected true, got 1'],
  [{ hourly: true, date: '2026-01-01' }, 'expected either hourly, or date, or from and to, got two of them'],
  [{ model: 'c' }, 'model: expected one of a, b, got "c"'],
  [{ model: ['a'] }, 'model: expected one of a, b, got ["a"]'],
])('%j is refused', (event, message) => {
  expect(() => parse(event)).toThrow(new NightlyEventError(message));
});

test('dates cross months, leap days and years', () => {
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  expect(datesFrom('2025-12-30', '2026-01-02')).toEqual([
    '2025-12-30',
    '2025-12-31',
    '2026-01-01',
    '2026-01-02',
  ]);
  expect([isDate('2024-02-29'), isDate('2026-02-29'), isDate('2026-13-01')]).toEqual([true, false, false]);
});

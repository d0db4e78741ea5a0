import { Scheduler } from '../../infra/server/scheduler.ts';
import { nextTime, parseTimetable } from '../../infra/server/timetable.ts';

const next = (expression: string, after: string) =>
  new Date(nextTime(parseTimetable(expression), Date.parse(after))).toISOString();

test.each([
  ['rate(5 minutes)', '2026-11-21T14:02:03.004Z', '2026-11-21T14:07:03.004Z'],
  ['rate(1 hour)', '2026-11-21T23:30:00.000Z', '2026-11-22T00:30:00.000Z'],
  ['cron(15 1 * * ? *)', '2026-11-21T01:14:59.999Z', '2026-11-21T01:15:00.000Z'],
  ['cron(15 1 * * ? *)', '2026-11-21T01:15:00.000Z', '2026-11-22T01:15:00.000Z'],
  ['cron(15 1 * * ? *)', '2026-12-31T12:00:00.000Z', '2027-01-01T01:15:00.000Z'],
  ['cron(45 * * * ? *)', '2026-11-21T14:45:00.001Z', '2026-11-21T15:45:00.000Z'],
  ['cron(* * ? * * *)', '2026-11-21T14:45:30.000Z', '2026-11-21T14:46:00.000Z'],
])('after %s at %s comes %s', (expression, after, expected) => {
  expect(next(expression, after)).toBe(expected);
});

test.each([
  'rate(0 minutes)',
  'rate(5 weeks)',
  'cron(60 1 * * ? *)',
  'cron(0 24 * * ? *)',
  'cron(0/5 * * * ? *)',
  'cron(0 1 ? * MON *)',
  '*/5 * * * *',
])('%s is refused', (expression) => {
  expect(() => parseTimetable(expression)).toThrow(`got ${expression}`);
});

describe('a scheduler', () => {
  const logged: [string, string, unknown][] = [];
  const runs: [string, unknown][] = [];
  let now = Date.parse('2026-11-21T01:00:00Z');
  let goOn: () => void = () => undefined;
  const slow = () => new Promise<void>((resolve) => (goOn = resolve));
  const scheduler = new Scheduler(
    {
      routes: [],
      fallback: '',
      timeouts: { quick: 10, failing: 10, slow: 10 },
      schedules: [
        { function: 'quick', expression: 'cron(15 1 * * ? *)', event: { hourly: true } },
        { function: 'failing', expression: 'rate(5 minutes)', event: {} },
        { function: 'slow', expression: 'rate(1 minute)', event: {} },
      ],
    },
    {
      quick: async (event, context) => {
        expect(context?.getRemainingTimeInMillis()).toBeGreaterThan(9_000);
        runs.push(['quick', event]);
      },
      failing: async () => {
        runs.push(['failing', undefined]);
        throw new Error('on purpose');
      },
      slow: () => {
        runs.push(['slow', undefined]);
        return slow();
      },
    },
    (level, message, data) => logged.push([level, message, data?.function]),
    () => now,
  );
  /** What starts when it looks at this time. */
  const at = async (time: string) => {
    now = Date.parse(`2026-11-21T${time}Z`);
    runs.length = 0;
    scheduler.look();
    await new Promise(setImmediate);
    return [...runs];
  };

  test('runs what is due with its event, tells of failures, and leaves out what still runs', async () => {
    expect(await at('01:00:00')).toEqual([
      ['failing', undefined],
      ['slow', undefined],
    ]);
    expect(logged).toEqual([['error', 'a scheduled run failed', 'failing']]);
    expect(await at('01:14:59')).toEqual([['failing', undefined]]);
    expect(logged).toContainEqual(['warn', 'a run was left out: the one before goes on', 'slow']);
    goOn();
    expect(await at('01:15:00')).toEqual([['quick', { hourly: true }]]);
    expect(await at('01:15:59')).toEqual([['slow', undefined]]);
  });

  test('what was due while the machine slept runs once', async () => {
    goOn();
    await new Promise(setImmediate);
    now = Date.parse('2026-11-22T09:00:00Z');
    runs.length = 0;
    scheduler.look();
    scheduler.look();
    expect(runs.map(([name]) => name)).toEqual(['quick', 'failing', 'slow']);
  });

  test('stops when what runs has ended', async () => {
    let stopped = false;
    const stopping = scheduler.stop().then(() => (stopped = true));
    await new Promise(setImmediate);
    expect(stopped).toBe(false);
    goOn();
    await stopping;
  });
});

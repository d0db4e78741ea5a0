import type { Page } from 'playwright-core';
import { reportKey, reportPageKey } from '../../lib/archive/keys.ts';
import { recentKey } from '../../lib/feedback/recent.ts';
import type { OutcomeRecord } from '../../lib/log/record.ts';
import { addDays } from '../../lib/nightly/dates.ts';
import type { Report } from '../../lib/nightly/report.ts';
import { distinctReport } from '../support/distinct-report.ts';
import { HOSTILE, hostileReport } from '../support/hostile-report.ts';
import {
  DASHBOARD,
  LAST,
  MISSING,
  MODEL,
  type MonitoredPage,
  NIGHT,
  PER_DAY,
  startMonitoredPage,
} from '../support/monitored-page.ts';
import { CAUSE, sparseReport } from '../support/sparse-report.ts';
import {
  brokenDates,
  DESKTOP,
  LOOKS,
  overflow,
  PHONE,
  picture,
  violations,
  visit,
} from '../support/web-page.ts';

/** Its report was written by somebody malicious. */
const HOSTILE_MODEL = 'churn';
/** No two numbers of its report are the same. */
const DISTINCT_MODEL = 'loan-risk';
/** It has had an hour, and no night. */
const SPARSE_MODEL = 'loan-approval';
/** It has had neither. */
const NEW_MODEL = 'sentiment';
const MONITOR = `**/monitor/${MODEL}`;

let stack: MonitoredPage;
let report: Report;

beforeAll(async () => {
  stack = await startMonitoredPage();
  report = stack.report;
  for (let i = 0; i < 20; i++) await tell(i, i % 5 === 0 ? 0 : 1);
  await stack.store.put(reportKey(HOSTILE_MODEL, LAST), JSON.stringify(hostileReport(report)));
  await stack.store.put(reportKey(DISTINCT_MODEL, LAST), JSON.stringify(distinctReport(report)));
  await stack.store.put(reportKey(SPARSE_MODEL, LAST), JSON.stringify(sparseReport(report)));
  for (let i = 0; i < 16; i++) await stack.store.put(reportPageKey(SPARSE_MODEL, addDays(LAST, -i)), '');
});
afterAll(() => stack?.end());

/** An outcome of the rolling window; all answers are 1. */
async function tell(i: number, actual: number): Promise<void> {
  const time = new Date(Date.parse(`${LAST}T12:00:00Z`) + 1000 * i).toISOString();
  const prediction = {
    time,
    version: '1.0.0',
    features: {},
    label: 1,
    score: 0.9,
    probabilities: [0.1, 0.9],
  };
  const ids = { id: `${MODEL}.o${i}`, prediction_id: `${MODEL}.${i}` };
  const of = { ...ids, time, model: MODEL, source: 'api', confidence: 0.8, actual, prediction };
  const outcome: OutcomeRecord = { type: 'outcome', ...of };
  await stack.store.put(recentKey(outcome), '');
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}\u00a0%`;
const fact = (page: Page, name: string) =>
  page.locator('.facts div').filter({ has: page.getByText(name, { exact: true }) });
const looked = <T>(model: string, at: (page: Page) => Promise<T>) =>
  visit(stack, `#/monitor/${model}`, { viewport: DESKTOP }, at);
const decided = (page: Page) => page.locator('.decided').waitFor();

test('the decision comes first, with its reasons, and then the numbers of the report', async () => {
  await looked(MODEL, async (page) => {
    await decided(page);
    expect(await page.locator('.headline').textContent()).toBe(
      `${report.decision.decision} ${report.headline}`,
    );
    expect(report.decision.decision).not.toBe('ok');
    const reasons = await page.locator('.decided li').allTextContents();
    expect(reasons).toEqual(report.decision.reasons.map((of) => `${of.detail} (${of.leads_to})`));

    expect(await fact(page, 'Accuracy of the last 100').textContent()).toContain(
      `${percent(0.8)}16 of 20 outcomes, 95 %: 58.4\u00a0% to 91.9\u00a0%`,
    );
    const { realised } = report.performance.window!;
    expect(await fact(page, 'Realised accuracy').textContent()).toContain(
      `${percent(realised.accuracy!)}${realised.labelled.toLocaleString('en-US')} outcomes of`,
    );
    expect(await fact(page, 'Estimated accuracy').textContent()).toContain(
      percent(report.performance.estimated!.accuracy.value!),
    );
    const labelled = report.performance.days.reduce((sum, day) => sum + day.labelled, 0);
    expect(await fact(page, 'Coverage').textContent()).toContain(percent(labelled / (8 * PER_DAY)));
    expect(await fact(page, 'Shift of the scores').textContent()).toContain(
      report.versions[0]!.prediction_distribution_shift!.toFixed(3),
    );
    const grafana = page.getByRole('link', { name: 'Dashboard in Grafana' });
    expect(await grafana.getAttribute('href')).toBe(`${DASHBOARD}?var-model=${MODEL}`);
  });
});

test('each number is in its place, in words and drawn', async () => {
  await looked(DISTINCT_MODEL, async (page) => {
    await decided(page);
    const { reference_accuracy } = report.performance;
    const facts = (await page.locator('.facts dd').allInnerTexts()).map((text) =>
      text.replaceAll('\u00a0', ' '),
    );
    const points = `−3.5 points from the reference, ${(100 * reference_accuracy).toFixed(1)} %`;
    expect(facts.slice(1)).toEqual([
      `81.2 %\n1,234 outcomes of 2026-12-11 to 2026-12-17; ${points}`,
      '77.7 %\nstandard error 1.2 %, from the scores of 3,203 predictions',
      '25.1 %\n1,003 of 4,003 predictions of version 1.0.0 in 30 days have an outcome',
      '≤ 2 hours\nhalf of 321 outcomes of all versions; 90 % ≤ 3 days; those that count are from api (220), review (101)',
      `0.654\nJensen–Shannon distance of 1,201 predictions of ${LAST}, 0 to 1`,
    ]);

    await page
      .getByText(
        'has an accuracy of 76.5400 % on 4,004 held-out rows, not 85.4300 % as recorded when it was trained',
      )
      .waitFor();

    const rows = page.locator('table.drift > tbody > tr:not([hidden])').filter({ has: page.locator('td') });
    const cells = (await rows.allInnerTexts()).map((text) => text.split('\t').map((cell) => cell.trim()));
    expect(cells.map(([name, , , kl]) => [name, kl])).toEqual([
      ['moved', '0.615'],
      ['unmoved', '0.011'],
      ['score', '0.119'],
      ['class answered', '0.121'],
    ]);
    expect(cells[1]!.slice(4).map((text) => text.replaceAll('\u00a0', ' '))).toEqual([
      '0.414',
      '0.912',
      '3.0 % → 20.0 %',
    ]);
    const unmoved = rows.nth(1);
    const height = async (i: number) => Number(await unmoved.locator('rect').nth(i).getAttribute('height'));
    expect((await height(0)) / (await height(1))).toBeCloseTo(3);
    const line = async (i: number) => Number(await unmoved.locator('line').nth(i).getAttribute('y1'));
    expect(await line(0)).toBeGreaterThan(await line(1));

    const at = async (mark: string, name: string) =>
      Promise.all([0, 1].map(async (i) => Number(await page.locator(mark).nth(i).getAttribute(name))));
    const [[low, high], [before, after]] = [await at('.chart circle', 'cy'), await at('.chart rect', 'y')];
    // What is higher is drawn higher, and all on one scale.
    const perPoint = (low! - high!) / 31;
    expect(perPoint).toBeGreaterThan(0);
    expect((before! - after!) / 11).toBeCloseTo(perPoint);

    await page.getByText('Days as a table').click();
    const day = page.locator('details').getByRole('row').nth(1).locator('th, td');
    expect((await day.allTextContents()).map((text) => text.replaceAll('\u00a0', ' '))).toEqual([
      ...[LAST, '2,002', '502', '92.0 %', '89.0 % to 94.0 %', '84.0 % ± 3.2 %', '0.333'],
    ]);
  });
});

test('what is not known is said to be so, and why', async () => {
  await looked(SPARSE_MODEL, async (page) => {
    await decided(page);
    const text = (await page.locator('main').textContent())!.replaceAll('\u00a0', ' ');
    for (const said of [
      'Version 1.0.0-next answered, and the reference is of 1.0.0: it cannot be judged until',
      'Insufficient data to tell whether inputs changed, how accuracy develops.',
      `could not be validated on its held-out rows: ${CAUSE}`,
      `Of the report of ${LAST}, the day so far. There has been no nightly run yet.`,
      'Insufficient data: 40 predictions are too few to tell whether anything moved.',
      'Not compared: remarks (not in reference).',
      '▲ unasked: it is missing in all rows▲',
      '▲ income: 12 of 40 values are missing (30.0 %; 1.5 % in the reference)',
      '▲ unknown fields: 3 of 43 requests have a field that the model does not (7.0 %; – in the reference)',
      `2 older, back to ${addDays(LAST, -15)}`,
    ])
      expect(text).toContain(said);
    const unknown = (name: string) => fact(page, name).textContent();
    expect(await unknown('Realised accuracy')).toContain('–outcomes are not counted before the night');
    expect(await unknown('Estimated accuracy')).toContain('–the scores do not bear an estimate');
    expect(await unknown('Coverage')).toContain('–outcomes are not counted before the night');
    expect(await unknown('Delay of outcomes')).toContain('–outcomes are not counted before the night');
    const row = page.locator('table.drift tr', { hasText: 'unasked' });
    const cells = (await row.locator('td').allInnerTexts()).map((cell) => cell.trim());
    expect(cells.map((cell) => cell.replaceAll('\n', ' '))).toEqual([
      ...['? insufficient data ▲ data quality', '', '–', '–', '–', `0.0\u00a0% → –`],
    ]);
    expect(await page.locator('.report-links a:visible').count()).toBe(14);
    expect(await violations(page)).toEqual([]);
    await picture(page, 'monitor-sparse');
  });
});

test('it is asked for again as soon as somebody looks at it again, and not while nobody does', async () => {
  await looked(MODEL, async (page) => {
    await page.clock.install();
    await page.reload();
    await decided(page);
    let asked = 0;
    page.on('request', (request) => {
      if (request.url().includes('/monitor/')) asked++;
    });
    const seen = (hidden: boolean) =>
      page.evaluate(
        `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true }); document.dispatchEvent(new Event('visibilitychange'))`,
      );
    await seen(true);
    await page.clock.runFor(65_000);
    expect(asked).toBe(0);
    const again = page.waitForResponse(MONITOR);
    await seen(false);
    await again;
  });
});

test('a night that did not come is noticed', async () => {
  await looked(MODEL, async (page) => {
    const reloaded = async (time: string) => {
      await page.clock.setFixedTime(time);
      await page.reload();
      await decided(page);
      return page.getByText('The last nightly run was').first().textContent();
    };
    const at = NIGHT.slice(0, 16).replace('T', ' ');
    expect(await reloaded(NIGHT.replace('T01', 'T09'))).toContain(
      `The last nightly run was 8 hours ago (${at} UTC, it took less than a second)`,
    );
    expect(await page.locator('.mark', { hasText: 'nightly run' }).count()).toBe(0);
    await reloaded(`${addDays(LAST, 4)}T01:15:00Z`);
    const late = page.locator('.mark', { hasText: 'nightly run' });
    expect(await late.textContent()).toBe('▲ The last nightly run was 3 days ago');
  });
});

test('every feature has its row, the worst first, and its name opens the shares by value', async () => {
  const { features } = report.drift;
  await looked(MODEL, async (page) => {
    await decided(page);
    const rows = page.locator('table.drift > tbody:first-of-type > tr:not([hidden])');
    expect(await rows.count()).toBe(features.length);
    const worst = features.find(({ feature }) => feature === 'credit_score')!;
    const cells = await rows.first().locator('th, td').allTextContents();
    expect(worst.verdict).toBe('significant');
    expect(cells.map((text) => text.trim())).toEqual([
      'credit_score',
      '■ significant',
      '',
      worst.kl_divergence.toFixed(3),
      '<\u00a00.001',
      worst.impact!.toFixed(3),
      '0.0\u00a0% → 0.0\u00a0%',
    ]);
    expect(await rows.first().getByRole('img').getAttribute('aria-label')).toMatch(
      /^credit_score: most changed is .+, [\d.]+\u00a0% of the reference and [\d.]+\u00a0% of production$/,
    );

    await page.getByRole('button', { name: 'credit_score' }).focus();
    await page.keyboard.press('Enter');
    const bins = page.getByRole('table', { name: 'Share of the rows by credit_score' }).locator('tbody tr');
    const sum = (side: 'reference' | 'production') =>
      worst.distribution.reduce((total, bin) => total + bin[side], 0);
    const known = worst.distribution.filter((bin) => bin.reference + bin.production > 0);
    const shown = (await bins.allInnerTexts()).map((text) => text.split('\t').slice(0, 3));
    expect(shown).toEqual(
      known.map((bin) => [
        bin.bin,
        percent(bin.reference / sum('reference')),
        percent(bin.production / sum('production')),
      ]),
    );
    await page.keyboard.press('Enter');
    expect(await bins.count()).toBe(0);
    // As the other views call them.
    await page.getByRole('button', { name: 'class answered' }).click();
    const classes = page
      .getByRole('table', { name: 'Share of the rows by class answered' })
      .locator('tbody th');
    expect(await classes.allTextContents()).toEqual(['0: not approved', '1: approved']);
  });
});

test('accuracy is drawn by day, and the days without data are said to be so', async () => {
  await looked(MODEL, async (page) => {
    await decided(page);
    const { days } = report.performance;
    expect(await page.locator('.chart circle').count()).toBe(days.filter((day) => day.labelled > 0).length);
    expect(await page.locator('.chart polyline.estimated').count()).toBe(2);
    await page.getByText('Days as a table').click();
    const row = (date: string) => page.getByRole('row').filter({ hasText: date });
    expect(await row(MISSING).textContent()).toContain('no data: there is no report of this day');
    const { predictions, labelled, accuracy } = days.at(-1)!;
    const text = await row(LAST).textContent();
    expect(text).toContain(`${LAST}${predictions}${labelled}${percent(accuracy!)} (provisional)`);
    const mature = days.find(({ date }) => date === report.performance.mature_until)!;
    expect(await row(mature.date).textContent()).toContain(
      `${percent(mature.accuracy!)}${percent(mature.accuracy_interval![0])} to`,
    );
    await page.getByText(`Of the days before ${days[0]!.date} there is no data.`).waitFor();
    expect(await row(addDays(days[0]!.date, -1)).count()).toBe(0);
  });
});

test('the report of a day is one click away, and its own policy lets it be what it is', async () => {
  await looked(MODEL, async (page) => {
    await decided(page);
    const links = page.locator('.report-links a');
    expect(await links.count()).toBe(8);
    await links.nth(1).click();
    await page.waitForURL(`${stack.api.url}/monitor/${MODEL}/reports/${addDays(LAST, -1)}`);
    expect(await page.textContent('h1')).toBe(`${MODEL}, ${addDays(LAST, -1)}`);
    expect(await page.evaluate('getComputedStyle(document.querySelector("h1")).margin')).not.toBe('0px');
    const chart = page.locator('svg[role=img]').first();
    expect((await chart.boundingBox())!.height).toBeGreaterThan(50);
    await page.goBack({ waitUntil: 'commit' });
    await decided(page);
  });
});

test('what others named is text, whatever it looks like', async () => {
  await visit(stack, `#/monitor/${HOSTILE_MODEL}`, { viewport: PHONE }, async (page) => {
    await decided(page);
    await page.getByRole('button', { name: 'credit_score' }).click();
    expect(await page.locator('.bins th').allTextContents()).toContainEqual(expect.stringContaining(HOSTILE));
    expect(await page.evaluate("document.querySelectorAll('img, main script, [onerror]').length")).toBe(0);
    expect(await page.locator('.headline').textContent()).toContain(HOSTILE);
    expect(await violations(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await picture(page, 'monitor-hostile');
  });
});

test('before the first night the page says what is still to come', async () => {
  await looked(NEW_MODEL, async (page) => {
    await page.getByText('No nightly run yet: there is no report of this model.').waitFor();
    expect(await fact(page, 'Accuracy of the last 100').textContent()).toContain('no outcome is known yet');
    expect(await violations(page)).toEqual([]);
    await picture(page, 'monitor-new');
  });
});

test('it is looked at again every half a minute, quietly: nothing is lost but what changed', async () => {
  await looked(MODEL, async (page) => {
    await page.clock.install();
    await page.reload();
    await decided(page);
    await page.getByRole('button', { name: 'credit_score' }).click();
    const asked = () => page.waitForResponse(MONITOR);
    const [same] = await Promise.all([asked(), page.clock.runFor(31_000)]);
    // The browser shows what it has kept, and that the API had nothing to add to it.
    expect((await same.request().sizes()).responseBodySize).toBe(0);
    for (let i = 20; i < 40; i++) await tell(i, 1);
    await Promise.all([asked(), page.clock.runFor(31_000)]);
    await fact(page, 'Accuracy of the last 100').getByText(percent(0.9)).waitFor();
    expect(await page.locator('.bins').count()).toBe(1);
    expect(await page.evaluate('document.activeElement.textContent')).toBe('credit_score');
  });
});

test('a slow API is waited for; when it fails, what is known stays, and the page says so until it is back', async () => {
  await looked(MODEL, async (page) => {
    await decided(page);
    await page.clock.install();
    await page.route(MONITOR, async (route) => {
      await page.clock.runFor(4_000);
      await page.getByText('the API is slow to answer').waitFor();
      await route.continue();
    });
    await page.reload();
    await decided(page);
    await page.unroute(MONITOR);

    await page.route(/\/(monitor|models)/, (route) => route.abort());
    await page.clock.runFor(31_000);
    await page.getByText('it could not be asked for again since').waitFor();
    await page.getByText('The API is unreachable.').waitFor();
    expect(await page.locator('.headline').textContent()).toContain(report.headline);
    expect(await violations(page)).toEqual([]);
    await picture(page, 'monitor-unreachable');
    await page.unroute(/\/(monitor|models)/);
    await page.clock.runFor(20_000);
    await page.getByText('it could not be asked for again since').waitFor({ state: 'hidden' });
  });
});

test('a refusal is told with its reason, and can be tried again', async () => {
  await looked(MODEL, async (page) => {
    stack.store.failing = 'reports/';
    try {
      await page.reload();
      const failure = page.getByRole('alert').filter({ hasText: 'The store is unavailable.' });
      await failure.waitFor();
      expect(await failure.textContent()).toContain('Try again.');
      await picture(page, 'monitor-failed');
    } finally {
      stack.store.failing = undefined;
    }
    await page.getByRole('button', { name: 'Try again' }).click();
    await decided(page);
  });
});

test('an answer that no page expects fails the view that it is for, and nothing else', async () => {
  await looked(MODEL, async (page) => {
    await page.route(MONITOR, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), latest: {} } });
    });
    await page.reload();
    await page.getByRole('alert').filter({ hasText: 'This page failed.' }).waitFor();
    await page.getByRole('link', { name: 'Try' }).click();
    await page.getByRole('heading', { level: 1, name: MODEL }).waitFor();
    await page.unroute(MONITOR);
    await page.getByRole('link', { name: 'Monitor' }).click();
    await decided(page);
  });
});

test.each(LOOKS)(
  '%s: axe finds nothing, and only tables are wider than the window',
  async (look, options) => {
    await visit(stack, `#/monitor/${MODEL}`, options, async (page) => {
      await decided(page);
      await page.locator('.chart svg').waitFor();
      await picture(page, `monitor-${look}`);
      await page.getByRole('button', { name: 'credit_score' }).click();
      await page.getByText('Days as a table').click();
      expect(await violations(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await picture(page, `monitor-${look}-opened`);
    });
  },
);

test('however narrow the window is, no date breaks at its hyphens', async () => {
  await visit(stack, `#/monitor/${DISTINCT_MODEL}`, { viewport: PHONE }, async (page) => {
    await decided(page);
    await page.getByText('Days as a table').click();
    const broken: string[] = [];
    for (let width = 320; width <= 440; width += 4) {
      await page.setViewportSize({ ...PHONE, width });
      broken.push(...(await brokenDates(page)));
    }
    expect(broken).toEqual([]);
  });
});

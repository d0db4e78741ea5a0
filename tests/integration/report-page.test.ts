import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { FeatureValues } from '../../lib/log/record.ts';
import { addDays } from '../../lib/nightly/dates.ts';
import { reportPage } from '../../lib/report/page.ts';
import { unseenRows } from '../support/baseline.ts';
import { startBrowser } from '../support/browser.ts';
import { csvOf, drift } from '../support/drift-command.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';
import { HOSTILE, hostileReport } from '../support/hostile-report.ts';
import { LAST, type ModelReport, modelReport } from '../support/model-report.ts';

const ADDRESS = 'http://report.test/';
const PHONE = { width: 360, height: 740 };
const DESKTOP = { width: 1200, height: 900 };
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let end: () => Promise<void>;
let loans: ModelReport;
let customers: ModelReport;
let fewRows: ModelReport;
let filePage: string;

beforeAll(async () => {
  ({ browser, end } = await startBrowser());
  const lately = (change: (features: FeatureValues) => FeatureValues) => ({
    change: (features: FeatureValues, date: string) =>
      date > addDays(LAST, -4) ? change(features) : features,
    flipped: (date: string) => (date > addDays(LAST, -6) ? 0.12 : 0),
  });
  loans = await modelReport('loan-refinance', 12, {
    perDay: 300,
    ...lately((of) => ({ ...of, credit_score: (of.credit_score as number) - 110 })),
  });
  customers = await modelReport('churn', 4, {
    perDay: 300,
    ...lately((of) => ({ ...of, DATA_VOLUME: null })),
  });
  fewRows = await modelReport('loan-refinance', 2, { perDay: 10, labelled: 0 });
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'rows.csv'), csvOf(await unseenRows('loan-approval', 300), 'approved'));
  await drift(directory, '--model', 'loan-approval', '--data', 'rows.csv', '--html', 'file.html');
  filePage = await readFile(join(directory, 'file.html'), 'utf8');
});
afterAll(() => end?.());

/** Looks at a page that has no network; `asked` is whatever it asks for besides itself. */
async function look<T>(
  html: string,
  options: BrowserContextOptions,
  at: (page: Page, asked: string[]) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext(options);
  const asked: string[] = [];
  try {
    await context.route('**/*', (route) => {
      const url = route.request().url();
      if (url === ADDRESS) return route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' });
      asked.push(url);
      return route.abort();
    });
    const page = await context.newPage();
    await page.goto(ADDRESS);
    return await at(page, asked);
  } finally {
    await context.close();
  }
}

const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** Texts of charts that are not wholly inside them, and those that lie over another. */
const CUT = `[...document.querySelectorAll('svg[role=img]')].flatMap((svg) => {
  const outer = svg.getBoundingClientRect();
  const boxes = [...svg.querySelectorAll('text')].map((text) => ({ text: text.textContent, turned: /rotate|matrix/.test(text.outerHTML.split('>')[0]), box: text.getBoundingClientRect() }));
  const cut = boxes.filter(({ box }) => box.left < outer.left - 1 || box.right > outer.right + 1 || box.bottom > outer.bottom + 1);
  const over = boxes.filter((a, i) => !a.turned && boxes.some((b, k) => k > i && !b.turned && a.box.left < b.box.right - 1 && b.box.left < a.box.right - 1 && a.box.top < b.box.bottom - 3 && b.box.top < a.box.bottom - 3));
  return [...cut, ...over].map(({ text }) => svg.getAttribute('aria-label') + ': ' + text);
})`;

const pages = (): [string, string][] => [
  ['loans', loans.page],
  ['customers', customers.page],
  ['few rows', fewRows.page],
  ['file', filePage],
  ['hostile', reportPage(hostileReport(loans.report))],
];

test('a page says verdict, decision and reasons first, and has all that was asked for in order', async () => {
  const { headline, decision } = loans.report;
  expect(decision.decision).toBe('retrain');
  const text = await look(loans.page, {}, (page) => page.textContent('body'));
  const order = [
    headline,
    decision.reasons[0]!.detail,
    'Drift by feature',
    'Distributions, the largest',
    'Scores and classes answered',
    'Predicted against actual class',
    'Accuracy over the last 30 days',
    'Estimated without outcomes',
    'Realised against estimated',
    'What drift came with',
    'Calibration',
    'Confusion matrix',
    'Root cause',
    'Data quality',
    'Outcomes',
    'Sources of the outcomes',
    'What this report is made of',
  ];
  const places = order.map((part) => text!.indexOf(part));
  expect(places).not.toContain(-1);
  expect([...places].sort((a, b) => a - b)).toEqual(places);
});

test('a page needs no network and no script', async () => {
  for (const [name, html] of pages()) {
    const asked = await look(html, { javaScriptEnabled: false }, async (page, requests) => {
      expect(await page.textContent('h1')).toMatch(/^loan-|^churn/);
      return requests;
    });
    expect({ name, asked }).toEqual({ name, asked: [] });
    expect(html.match(/<(script|link|img|iframe|object)\b|url\((?!#)|@import/gi)).toBeNull();
    const addresses = html.match(/https?:\/\/[^"'\s<]+/g) ?? [];
    expect(addresses.filter((url) => !url.startsWith('http://www.w3.org/'))).toEqual([]);
  }
});

test('what others named is text, whatever it looks like', async () => {
  const found = await look(reportPage(hostileReport(loans.report)), {}, async (page) => ({
    elements: await page.evaluate<number>("document.querySelectorAll('img, script, [onerror]').length"),
    captions: await page.locator('figcaption').allTextContents(),
    bins: await page.locator('.charts svg text').allTextContents(),
    titles: await page.title(),
  }));
  expect(found.elements).toBe(0);
  expect(found.captions.join('\n')).toContain(`credit_score${HOSTILE}`);
  expect(found.bins.some((bin) => bin.includes('<img'))).toBe(true);
  expect(found.titles).toContain('retrain');
});

test.each([
  ['by night on a phone', { viewport: PHONE, colorScheme: 'dark' }],
  ['by day on a wide screen', { viewport: DESKTOP, colorScheme: 'light' }],
] as const)('axe finds nothing, nothing is cut and only tables scroll, %s', async (_, options) => {
  for (const [name, html] of pages()) {
    const found = await look(html, { ...options, bypassCSP: true }, async (page) => {
      const cut = await page.evaluate<string[]>(CUT);
      const closed = await overflow(page);
      await page.evaluate("document.querySelectorAll('details').forEach((of) => { of.open = true; })");
      await page.evaluate(AXE);
      const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
        'axe.run(document, { resultTypes: ["violations"] })',
      );
      return {
        violations: violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html.slice(0, 200)}`),
        cut,
        overflow: [closed, await overflow(page)],
      };
    });
    expect({ name, ...found }).toEqual({ name, violations: [], cut: [], overflow: [0, 0] });
  }
});

test('in print everything is on the paper, dark screens or not', async () => {
  for (const [name, html] of [...pages()]) {
    // A4 with margins of 10 mm, at 96 dots an inch.
    const options = { viewport: { width: 718, height: 1047 }, colorScheme: 'dark' } as const;
    const found = await look(html, options, async (page) => {
      await page.emulateMedia({ media: 'print' });
      const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
      return {
        overflow: await overflow(page),
        wide: await page.evaluate<number>(
          "[...document.querySelectorAll('table')].filter((of) => of.getBoundingClientRect().right > 719).length",
        ),
        pages: pdf.match(/\/Type\s*\/Page\b/g)!.length,
        paper: await page.evaluate('getComputedStyle(document.body).backgroundColor'),
      };
    });
    expect({ name, ...found }).toEqual({
      name,
      overflow: 0,
      wide: 0,
      pages: expect.any(Number),
      paper: 'rgb(255, 255, 255)',
    });
    expect(found.pages).toBeGreaterThan(name === 'few rows' ? 0 : 2);
  }
});

test('too little data is said, not drawn', async () => {
  const { charts, text } = await look(fewRows.page, {}, async (page) => ({
    charts: await page.locator('svg[role=img]').count(),
    text: await page.textContent('main'),
  }));
  expect(text).toContain('Insufficient data: 20 predictions of 2026-11-21 to 2026-12-20 are too few');
  expect(text).toContain('Insufficient data: no outcome is known');
  // What scores promise needs no outcomes.
  expect(charts).toBe(1);
  expect(text).not.toMatch(/\b(NaN|null|undefined|Infinity)\b/);
  expect(reportPage({ ...fewRows.report, current: '2.0.0' })).toContain(
    'Version 2.0.0 answered, and the reference is of 1.0.0: it cannot be judged',
  );
});

test('the same day gives the same bytes, and so does the same report, whatever was drawn before', async () => {
  const first = { report: JSON.stringify(customers.report), page: customers.page };
  const again = await customers.again();
  expect(JSON.stringify(JSON.parse(again.report))).toBe(first.report);
  expect(again.page).toBe(first.page);
  expect(reportPage(loans.report)).toBe(loans.page);
});

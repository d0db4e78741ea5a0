import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type Api, startApi } from '../../infra/bundle/offline.ts';
import { auditLog } from '../../lib/log/audit.ts';
import type { OutcomeRecord, PredictionRecord } from '../../lib/log/record.ts';
import { contribution } from '../../lib/metrics/contribution.ts';
import { FileStore } from '../../lib/store/file.ts';
import { startBrowser } from './browser.ts';
import { ROOT } from './handler-sources.ts';

export const PHONE = { width: 360, height: 740 };
export const DESKTOP = { width: 1100, height: 800 };
/** What every view is looked at in. */
export const LOOKS: [string, BrowserContextOptions][] = [
  ['light', { viewport: DESKTOP, colorScheme: 'light' }],
  ['dark', { viewport: DESKTOP, colorScheme: 'dark' }],
  ['phone', { viewport: PHONE, colorScheme: 'light', hasTouch: true }],
];

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** Kept for people to look at. */
const SCREENSHOTS = join(ROOT, '.driftgate/screenshots');

export interface WebStack {
  api: Api;
  browser: Browser;
  /** Of the file store. */
  directory: string;
  end(): Promise<void>;
}

/** What is looked at, and with what. */
export interface Looked {
  api: { url: string };
  browser: Browser;
}

/** The API and its page on serverless-offline over a store of its own, and a real Chromium. */
export async function startWeb(env: Record<string, string> = {}): Promise<WebStack> {
  const scratch = mkdtempSync(join(tmpdir(), 'driftgate-web-test-'));
  const directory = join(scratch, 'store');
  const variables = {
    DRIFTGATE_STORE: `file:${directory}`,
    DRIFTGATE_PUSHGATEWAY_URL: '',
    DRIFTGATE_HASH_KEY: 'a key of the tests',
    ...env,
  };
  const starting = [startApi({ root: ROOT, directory: scratch, env: variables }), startBrowser()] as const;
  const [api, chromium] = await Promise.allSettled(starting);
  const end = async () => {
    if (chromium.status === 'fulfilled') await chromium.value.end();
    if (api.status === 'fulfilled') await api.value.stop();
    rmSync(scratch, { recursive: true, force: true });
  };
  if (api.status === 'rejected' || chromium.status === 'rejected') {
    await end();
    throw api.status === 'rejected' ? api.reason : (chromium as PromiseRejectedResult).reason;
  }
  return { api: api.value, browser: chromium.value.browser, directory, end };
}

/** What the log has, in the order of their ids. */
export async function logged({ directory }: WebStack) {
  const store = new FileStore(directory);
  const [predict, feedback] = await Promise.all([
    auditLog(store, 'predict', contribution),
    auditLog(store, 'feedback', contribution),
  ]);
  return {
    predictions: predict.records.filter((record): record is PredictionRecord => record.type === 'prediction'),
    outcomes: feedback.records.filter((record): record is OutcomeRecord => record.type === 'outcome'),
  };
}

/**
 * Opens the page at a hash and looks at it. Whatever is done there, nothing violates the page's policy, nothing is asked
 * of another origin and no script fails.
 */
export async function visit<T>(
  { api, browser }: Looked,
  hash: string,
  options: BrowserContextOptions,
  at: (page: Page) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext(options);
  const wrong: string[] = [];
  try {
    await context.exposeFunction('noteViolation', (text: string) => wrong.push(text));
    await context.addInitScript(
      "addEventListener('securitypolicyviolation', (event) => noteViolation(event.violatedDirective + ' ' + event.blockedURI))",
    );
    context.on('request', (request) => {
      if (new URL(request.url()).origin !== api.url) wrong.push(request.url());
    });
    context.on('weberror', (error) => wrong.push(String(error.error())));
    context.on('dialog', (dialog) => {
      wrong.push(`dialog ${dialog.message()}`);
      dialog.dismiss();
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(`${api.url}/${hash}`);
    const result = await at(page);
    expect(wrong).toEqual([]);
    return result;
  } catch (error) {
    await Promise.all(context.pages().map((page) => picture(page, 'failed').catch(() => undefined)));
    throw error;
  } finally {
    await context.close();
  }
}

/** What axe-core finds wrong with what is shown now. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = (await page.evaluate(
    'axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ": " + html.slice(0, 200))))',
  )) as string[];
  return found;
}

/** What has the focus, as HTML; of what has everything in it, only what it is. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(
    '((focus) => (focus.matches("body, main") ? focus.cloneNode() : focus).outerHTML)(document.activeElement)',
  );

/** How many pixels the page is wider than the window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** The dates in what is shown that are not on one line. */
export const brokenDates = (page: Page): Promise<string[]> =>
  page.evaluate(`(() => {
    const broken = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      for (const { 0: date, index } of node.data.matchAll(/\\d{4}-\\d\\d-\\d\\d/g)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + date.length);
        const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
        if (tops.size > 1) broken.push(node.data);
      }
    }
    return broken;
  })()`);

/** Takes a picture of the whole page for people to look at. */
export async function picture(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage: true });
}

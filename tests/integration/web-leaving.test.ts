import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { OutcomeRecord } from '../../lib/log/record.ts';
import { unseenRows } from '../support/baseline.ts';
import { type HoldingProxy, holdingProxy } from '../support/holding-proxy.ts';
import { button, example, judgement, predict, shownId } from '../support/try-view.ts';
import { DESKTOP, logged, startWeb, visit, type WebStack } from '../support/web-page.ts';

const MODEL = 'loan-refinance';
const OPTIONS = { viewport: DESKTOP };
const CONNECTIONS = 6;
let stack: WebStack;
let proxy: HoldingProxy;

beforeAll(async () => {
  stack = await startWeb();
  proxy = await holdingProxy(stack.api.url);
  const instances = (await unseenRows(MODEL, 6)).map(({ features }) => features);
  const body = JSON.stringify({ instances });
  const { status } = await fetch(`${stack.api.url}/models/${MODEL}/predict`, { method: 'POST', body });
  expect(status).toBe(200);
  await stack.api.invoke('nightly', { hourly: true });
});
afterAll(async () => {
  await proxy?.end();
  await stack?.end();
});

/** The page behind the proxy. */
const viaProxy = (hash: string, at: (page: Page) => Promise<void>) =>
  visit({ api: proxy, browser: stack.browser }, hash, OPTIONS, at);

/** From here on nothing that the page asks for gets out of the browser before the page is closed. */
async function takeAllConnections(page: Page): Promise<void> {
  await page.evaluate(
    `for (let i = 0; i < ${CONNECTIONS}; i++) fetch('held' + i).catch(() => undefined); undefined`,
  );
  while (proxy.held() < CONNECTIONS) await sleep(10);
}

/** The outcomes that hold, as soon as there is one. */
async function outcomes(holds: (record: OutcomeRecord) => boolean): Promise<OutcomeRecord[]> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const found = (await logged(stack)).outcomes.filter(holds);
    if (found.length > 0 || Date.now() > deadline) return found;
    await sleep(50);
  }
}

const begin = async (page: Page, name: string) => {
  await page.getByLabel('Your name').fill(name);
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Prediction to review' }).waitFor();
};

test('who says Yes and closes the page at once is heard', async () => {
  await viaProxy(`#/try/${MODEL}`, async (page) => {
    await example(page).click();
    await predict(page).click();
    await judgement(page).waitFor();
    const id = await shownId(page);
    await takeAllConnections(page);
    const asked = page.waitForRequest('**/feedback');
    await button(page, 'Yes').click();
    await asked;
    await page.close();
    const [outcome, ...others] = await outcomes(({ prediction_id }) => prediction_id === id);
    expect(outcome).toMatchObject({ source: 'api', actual: outcome?.prediction.label });
    expect(others).toEqual([]);
  });
});

test('a judgement that is held when the page is closed arrives', async () => {
  await viaProxy(`#/review/${MODEL}`, async (page) => {
    await begin(page, 'frida');
    await takeAllConnections(page);
    await page.keyboard.press('2');
    await page.getByText('Judged as').waitFor();
    await page.close({ runBeforeUnload: true });
    expect(await outcomes(({ reviewer }) => reviewer === 'frida')).toMatchObject([{ actual: 1 }]);
  });
});

test('as soon as the device is connected again, what did not arrive is sent, once, without waiting', async () => {
  await visit(stack, `#/review/${MODEL}`, OPTIONS, async (page) => {
    await page.clock.install();
    await begin(page, 'gerda');
    // No pause comes to its end any more.
    await page.clock.pauseAt(Date.now() + 60_000);
    await page.context().setOffline(true);
    await page.keyboard.press('2');
    await page.keyboard.press('1');
    await page.getByText('Judgements that did not arrive: 1.').waitFor();
    await page.getByText('The API is unreachable.').waitFor();
    expect((await logged(stack)).outcomes.filter(({ reviewer }) => reviewer === 'gerda')).toEqual([]);
    await page.context().setOffline(false);
    await page.getByText('that did not arrive').waitFor({ state: 'hidden' });
    await page.getByText('The API is unreachable.').waitFor({ state: 'hidden' });
    expect(await outcomes(({ reviewer }) => reviewer === 'gerda')).toMatchObject([{ actual: 1 }]);
  });
});

import type { Page } from 'playwright-core';
import { percent } from '../../lib/wording/numbers.ts';
import type { ReviewPage } from '../../web/src/api/answers.ts';
import { formatNumber } from '../../web/src/format/number.ts';
import { unseenRows } from '../support/baseline.ts';
import { awayFromMidnight } from '../support/midnight.ts';
import {
  DESKTOP,
  LOOKS,
  logged,
  overflow,
  PHONE,
  picture,
  startWeb,
  violations,
  visit,
  type WebStack,
} from '../support/web-page.ts';

const OPTIONS = { viewport: DESKTOP };
const ROWS = 24;
let stack: WebStack;

beforeAll(async () => {
  await awayFromMidnight();
  stack = await startWeb();
  for (const model of ['loan-approval', 'loan-refinance', 'churn', 'sentiment', 'loan-risk']) {
    const instances = (await unseenRows(model, model === 'loan-risk' ? 2 : ROWS)).map(
      ({ features }) => features,
    );
    const request = { method: 'POST', body: JSON.stringify({ instances }) };
    expect((await fetch(`${stack.api.url}/models/${model}/predict`, request)).status).toBe(200);
  }
});
afterAll(() => stack?.end());

const card = (page: Page) => page.getByRole('region', { name: 'Prediction to review' });
const held = (page: Page) => page.getByText('Judged as');
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

/** The queue, as the API tells it to a reviewer. */
async function queueOf(model: string, reviewer: string): Promise<ReviewPage['items']> {
  const query = new URLSearchParams({ model, reviewer_id: reviewer, limit: '200' });
  const response = await fetch(`${stack.api.url}/validate?${query}`);
  return ((await response.json()) as ReviewPage).items;
}

/** Who said what, in the order in which it was received. */
async function judgements(model: string, reviewer: string) {
  const { outcomes } = await logged(stack);
  return outcomes
    .filter((record) => record.model === model && record.reviewer === reviewer)
    .map(({ prediction_id, actual, note }) => ({ id: prediction_id, actual, ...(note && { note }) }));
}

async function begin(page: Page, name: string): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.keyboard.press('Enter');
  await page.getByText(`Reviewing as ${name}`).waitFor();
}

/** Waits until so many judgements of somebody are in the log. */
async function arrived(model: string, reviewer: string, count: number) {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const found = await judgements(model, reviewer);
    if (found.length >= count || Date.now() > deadline) return found;
    await new Promise((done) => setTimeout(done, 50));
  }
}

test('before there is a queue, that is said', async () => {
  await visit(stack, '#/review/loan-approval', OPTIONS, async (page) => {
    await begin(page, 'anna');
    await page.getByText('There is no queue yet').waitFor();
    await stack.api.invoke('nightly', { hourly: true });
    await page.keyboard.press('Enter');
    await card(page).waitFor();
  });
});

test('one key is one judgement, in the order of the queue; the last can be undone, the reviewer is remembered', async () => {
  const items = await queueOf('loan-approval', 'anna');
  const [first, second, third, fourth] = items.map(({ prediction_id }) => prediction_id);
  await visit(stack, '#/review/loan-approval', OPTIONS, async (page) => {
    await begin(page, 'anna');
    await card(page).waitFor();
    expect(await page.getByText(`${ROWS} waiting`).count()).toBe(1);
    const bars = ['not approved', 'approved'].map(
      (name, i) => `${name}${percent(items[0]!.probabilities[i]!)}`,
    );
    expect(await card(page).getByRole('listitem').allTextContents()).toEqual(bars);
    await page.keyboard.press('2');
    await held(page).filter({ hasText: 'approved' }).waitFor();
    await page.getByLabel('Note').fill('wrong key');
    await page.keyboard.press('Escape');
    await page.keyboard.press('1');
    await held(page).filter({ hasText: 'not approved' }).waitFor();
    expect(await arrived('loan-approval', 'anna', 1)).toEqual([{ id: first, actual: 1 }]);
    await page.keyboard.press('u');
    await held(page).waitFor({ state: 'hidden' });
    await page.getByText(`${ROWS - 1} waiting`).waitFor();

    expect(await page.getByLabel('Note').inputValue()).toBe('wrong key');
    await page.getByLabel('Note').fill('12 <script>alert(1)</script>');
    await page.keyboard.press('Escape');
    await page.keyboard.press('2');
    await page.keyboard.press('s');
    await button(page, /not approved/).dblclick();
    await page.reload();
    await page.getByText('Reviewing as anna').waitFor();
    expect(await arrived('loan-approval', 'anna', 3)).toEqual([
      { id: first, actual: 1 },
      { id: second, actual: 1, note: '12 <script>alert(1)</script>' },
      { id: fourth, actual: 0 },
    ]);
    expect((await queueOf('loan-approval', 'anna'))[0]!.prediction_id).toBe(third);
  });
});

test('a judgement is sent by itself after ten seconds, a key that is held down counts once, and keys in a note are a note', async () => {
  await visit(stack, '#/review/loan-refinance', OPTIONS, async (page) => {
    await page.clock.install();
    await begin(page, 'berta');
    await card(page).waitFor();
    await page.getByLabel('Note').focus();
    await page.keyboard.type('12us');
    expect(await held(page).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.keyboard.down('1');
    for (let i = 0; i < 5; i++) await page.keyboard.down('1');
    await page.keyboard.up('1');
    await held(page).waitFor();
    expect(await judgements('loan-refinance', 'berta')).toEqual([]);
    await button(page, /Undo/).focus();
    await page.clock.runFor(10_000);
    await held(page).waitFor({ state: 'hidden' });
    expect(await arrived('loan-refinance', 'berta', 1)).toMatchObject([{ actual: 0, note: '12us' }]);
    // The button went with the focus in it: keys work all the same.
    await page.keyboard.press('2');
    await held(page).waitFor();
    // As a phone does when another app is opened, which may be the last that the page hears.
    await page.evaluate(
      "Object.defineProperty(document, 'hidden', { value: true }); document.dispatchEvent(new Event('visibilitychange'))",
    );
    // By itself it would be there for ten seconds.
    await held(page).waitFor({ state: 'hidden', timeout: 9_000 });
    expect(await arrived('loan-refinance', 'berta', 2)).toMatchObject([{ actual: 0 }, { actual: 1 }]);
  });
});

test('page after page until only what was skipped is left, which can be looked at again', async () => {
  await visit(stack, '#/review/churn', OPTIONS, async (page) => {
    await begin(page, 'carla');
    for (let i = 0; i < ROWS - 1; i++) {
      // This is faster than any reviewer: the next page may still be on its way.
      await card(page).waitFor();
      await page.keyboard.press('s');
    }
    await page.keyboard.press('2');
    await page.getByText(`Only what you skipped is left: ${ROWS - 1}.`).waitFor();
    await page.keyboard.press('Enter');
    await card(page).waitFor();
    await page.getByText(`${ROWS - 1} waiting`).waitFor();
  });
});

test('when nothing is left, that is said; who leaves the view has judged all the same', async () => {
  await visit(stack, '#/review/loan-risk', OPTIONS, async (page) => {
    await begin(page, 'carla');
    await card(page).waitFor();
    await page.keyboard.press('1');
    // The other one's judgement is held, and of another model.
    await page.getByLabel('Model', { exact: true }).selectOption('sentiment');
    await card(page).waitFor();
    await page.getByText(`${ROWS} waiting`).waitFor();
    await page.getByLabel('Model', { exact: true }).selectOption('loan-risk');
    await card(page).waitFor();
    await page.keyboard.press('2');
    await page.getByText('Nothing is left to review').waitFor();
    await page.getByText('0 waiting').waitFor();
    expect(await violations(page)).toEqual([]);
    await picture(page, 'review-empty');
    await page.getByRole('link', { name: 'Monitor' }).click();
    await page.getByRole('link', { name: 'Review' }).click();
    await held(page).waitFor();
    await page.close({ runBeforeUnload: true });
    expect(await arrived('loan-risk', 'carla', 2)).toMatchObject([{ actual: 0 }, { actual: 1 }]);
  });
});

test('a judgement that cannot be sent is kept, and arrives once when the API is reachable again', async () => {
  await visit(stack, '#/review/loan-refinance', OPTIONS, async (page) => {
    await begin(page, 'dora');
    await card(page).waitFor();
    // The API hears what is sent, and its answer is lost.
    await page.route('**/validate', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.route('**/models', (route) => route.abort());
    await page.keyboard.press('1');
    await page.keyboard.press('2');
    await page.getByText('Judgements that did not arrive: 1.').waitFor();
    await picture(page, 'review-unreachable');
    expect(await violations(page)).toEqual([]);
    const left =
      "const left = new Event('beforeunload', { cancelable: true }); dispatchEvent(left); left.defaultPrevented";
    expect(await page.evaluate(left)).toBe(true);
    await page.unrouteAll();
    await button(page, 'Try now').click();
    await page.getByText('that did not arrive').waitFor({ state: 'hidden' });
    expect(await arrived('loan-refinance', 'dora', 1)).toMatchObject([{ actual: 0 }]);
    expect(await page.evaluate('document.activeElement.tagName')).toBe('MAIN');
    await button(page, /Undo/).click();
    await held(page).waitFor({ state: 'hidden' });
    expect(await judgements('loan-refinance', 'dora')).toHaveLength(1);
  });
});

test('what the API refuses is said, of a judgement and of a name', async () => {
  await visit(stack, '#/review/loan-refinance', OPTIONS, async (page) => {
    await begin(page, 'an\u200bna');
    await page.getByText('reviewer_id: expected a text of 1 to 100 characters').waitFor();
    await button(page, 'Change name').click();
    await begin(page, `<img src=x onerror=alert(1)>${'W'.repeat(60)}`);
    await card(page).waitFor();
    expect(await page.locator('img').count()).toBe(0);
    const waiting = Number.parseInt((await page.getByText(/^\d+ waiting$/).textContent())!, 10);
    await page.setViewportSize(PHONE);
    expect(await overflow(page)).toBe(0);
    // As if the prediction were gone.
    await page.route('**/validate', async (route) => {
      const body = route.request().postDataJSON();
      const gone = body.prediction_id.replace(/\.\d+$/, '.999999');
      await route.continue({ postData: JSON.stringify({ ...body, prediction_id: gone }) });
    });
    await page.keyboard.press('1');
    await page.keyboard.press('1');
    await page.getByText('Judgements that did not arrive: 1.').waitFor();
    expect(await page.getByRole('alert').last().textContent()).toContain('expected');
    await button(page, 'Give up').click();
    await page.getByText('that did not arrive').waitFor({ state: 'hidden' });
    // Not judged after all; the one that is held still is.
    await page.getByText(`${waiting - 1} waiting`).waitFor();
    await page.keyboard.press('u');
    await held(page).waitFor({ state: 'hidden' });

    await page.keyboard.press('1');
    await page.keyboard.press('1');
    // Whoever went elsewhere meanwhile is told there.
    await page.getByRole('link', { name: 'Try' }).click();
    await page.getByRole('alert').filter({ hasText: 'that did not arrive: ' }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.getByRole('link', { name: 'Why, and what to do' }).click();
    await card(page).waitFor();
    await button(page, 'Give up').click();
    await page.getByText('that did not arrive').waitFor({ state: 'hidden' });
  });
});

test('a record is shown as it is stored, and an answer of another version without what may not be compared', async () => {
  const rows = (page: Page) => card(page).locator('.record > div').allTextContents();
  await visit(stack, '#/review/sentiment', OPTIONS, async (page) => {
    await begin(page, 'frida');
    await card(page).waitFor();
    const [{ features }] = (await queueOf('sentiment', 'frida')) as [ReviewPage['items'][number]];
    expect(features.text).toBeNull();
    const [text, characters] = await rows(page);
    expect([text, characters]).toEqual([
      'Textnot stored',
      `Text: characters${formatNumber(features.text__characters as number)} `,
    ]);

    // Whoever comes next cannot undo what somebody else has said.
    await page.keyboard.press('1');
    await held(page).waitFor();
    await button(page, 'Change name').click();
    await begin(page, 'gerda');
    await card(page).waitFor();
    expect(await held(page).count()).toBe(0);

    await page.route('**/validate?*', async (route) => {
      const response = await route.fetch();
      const queue = await response.json();
      const items = queue.items.map((item: object) => ({ ...item, version: '0.9.0' }));
      await route.fulfill({ response, json: { ...queue, items } });
    });
    await page.getByLabel('Model', { exact: true }).selectOption('loan-refinance');
    await card(page).getByText('version 0.9.0').waitFor();
    expect(await card(page).getByRole('listitem').count()).toBe(0);
    const [item] = await queueOf('loan-refinance', 'gerda');
    expect(await rows(page)).toContain(`Income${formatNumber(item!.features.income as number)} USD per year`);
  });
});

test.each(LOOKS)('%s: no violation, nothing wider than the window', async (look, options) => {
  // A record, and one that is not stored; colours do not depend on which.
  const models = { light: ['loan-refinance'], dark: ['sentiment'] }[look] ?? ['loan-refinance', 'sentiment'];
  for (const model of models) {
    await visit(stack, `#/review/${model}`, options, async (page) => {
      await page.getByLabel('Your name').waitFor();
      if (model === 'sentiment') {
        expect(await violations(page)).toEqual([]);
        await picture(page, `review-name-${look}`);
      }
      await begin(page, 'erna');
      await card(page).waitFor();
      await page.locator('.judging button').first().click();
      await held(page).waitFor();
      // Reading goes on at the top of the next one, though what was clicked is far below it on a phone.
      expect((await card(page).boundingBox())!.y).toBeGreaterThan(-1);
      expect(await violations(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await picture(page, `review-${model}-${look}`);
      await page.keyboard.press('u');
    });
  }
});

import { setTimeout as sleep } from 'node:timers/promises';
import { readModels } from '../../lib/model/registry.ts';
import { percent } from '../../lib/wording/numbers.ts';
import { APPLICATION } from '../support/handler-event.ts';
import { scrape, startGateway, sumOf } from '../support/handler-gateway.ts';
import { answer, button, example, history, judgement, predict, shownId } from '../support/try-view.ts';
import {
  DESKTOP,
  focused,
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
let gateway: Awaited<ReturnType<typeof startGateway>>;
let stack: WebStack;

beforeAll(async () => {
  gateway = await startGateway();
  stack = await startWeb({
    DRIFTGATE_PUSHGATEWAY_URL: gateway.url,
    DRIFTGATE_SCRAPE_INTERVAL_SECONDS: '0.1',
  });
});
afterAll(async () => {
  await stack?.end();
  await gateway?.end();
});

async function loggedNow() {
  const { predictions, outcomes } = await logged(stack);
  return {
    prediction: (id: string) => predictions.find((record) => record.id === id)!,
    outcomesOf: (id: string) => outcomes.filter((record) => record.prediction_id === id),
    count: predictions.length,
  };
}

test('every model answers an example, and what people say of it arrives in the log and the gateway', async () => {
  const models = await readModels('models');
  expect(models.size).toBe(5);
  await visit(stack, '', OPTIONS, async (page) => {
    for (const [name, { definition }] of models) {
      const { classes, class_names: names = {}, features } = definition;
      const nameOf = (label: number | string) => names[String(label)] ?? String(label);
      await page.getByLabel('Model', { exact: true }).selectOption(name);
      await page.getByRole('heading', { level: 1, name }).waitFor();
      await example(page).click();
      await predict(page).click();
      await judgement(page).waitFor();
      const id = await shownId(page);
      const { prediction } = await loggedNow();
      const { label, probabilities } = prediction(id);
      const text = (await answer(page).textContent())!;
      expect(text).toContain(`${nameOf(label)}${percent(Math.max(...probabilities))} confidence`);
      const bars = await answer(page).getByRole('listitem').allTextContents();
      expect(bars).toEqual(classes.map((one, i) => `${nameOf(one)}${percent(probabilities[i]!)}`));
      expect(await page.getByRole('textbox').count()).toBeLessThanOrEqual(features.length);

      const other = classes.find((one) => one !== label)!;
      await button(page, `No, ${nameOf(other)}`).click();
      await page.getByText(`recorded as wrong, it was ${nameOf(other)}`).waitFor();
      await button(page, 'Change').click();
      await button(page, 'Yes').click();
      await page.getByText('recorded as right').waitFor();
      const told = (await loggedNow()).outcomesOf(id);
      expect(told.map(({ actual, source }) => ({ actual, source }))).toEqual([
        { actual: other, source: 'api' },
        { actual: label, source: 'api' },
      ]);
    }
  });
  // Zeros come before values, and values with a later request to the same environment.
  const counted = async () =>
    sumOf(await scrape(gateway.url), 'model_predictions_by_class_total', { model: 'sentiment' }) ?? 0;
  await visit(stack, '#/try/sentiment', OPTIONS, async (page) => {
    for (let i = 0; i < 60 && (await counted()) === 0; i++) {
      await sleep(1_000);
      await example(page).click();
      await predict(page).click();
      await judgement(page).waitFor();
    }
  });
  expect(await counted()).toBeGreaterThan(0);
});

test('what is wrong is said at the field that it concerns, and the first of these gets the focus', async () => {
  await visit(stack, '#/try/loan-approval', OPTIONS, async (page) => {
    await example(page).click();
    await page.getByLabel('Age').fill('7');
    await page.getByLabel('Income').fill('a lot');
    await page.getByLabel('Credit score').fill(' ');
    await page.getByLabel('Loan purpose').selectOption('');
    await predict(page).click();
    await page.getByText('4 fields are not as the model expects').waitFor();
    for (const [field, detail] of [
      ['Age', 'expected an integer of 18 to 100 years, got 7'],
      ['Income', 'expected a number of 0 to 10000000 USD per year, got "a lot"'],
      ['Credit score', 'expected an integer of 300 to 850 points, got nothing'],
      ['Loan purpose', 'expected one of 0, 1, 2, 3, 4, 5, 6, got nothing'],
    ] as const) {
      const control = page.getByLabel(field);
      expect(await control.getAttribute('aria-invalid')).toBe('true');
      const described = (await control.getAttribute('aria-describedby'))!.split(' ');
      expect(await page.locator(`#${described.at(-1)}`).textContent()).toBe(detail);
    }
    expect(await focused(page)).toContain('id="field-age"');
    expect(await page.locator('[aria-invalid=true]').count()).toBe(4);
    expect(await violations(page)).toEqual([]);
    await picture(page, 'try-errors');
    const { examples = [] } = (await readModels('models')).get('loan-approval')!.definition;
    await example(page).click();
    expect(await page.getByLabel('Credit score').inputValue()).toBe(String(examples[1]!.credit_score));
    expect(examples[1]).not.toEqual(examples[0]);
    expect(await page.locator('[aria-invalid=true]').count()).toBe(0);
    await predict(page).click();
    await judgement(page).waitFor();
  });
});

test('what may be missing is marked, and other categories can be written', async () => {
  await visit(stack, '#/try/churn', OPTIONS, async (page) => {
    await example(page).click();
    await page.getByLabel('REGION').selectOption({ label: 'another …' });
    const another = page.getByLabel('REGION, another');
    // Which begins like one that is known.
    await another.pressSequentially('DAKAR NORD');
    expect(await another.inputValue()).toBe('DAKAR NORD');
    await page.locator('#field-REGION').selectOption('THIES');
    expect(await another.count()).toBe(0);
    await page.getByLabel('REGION').selectOption({ label: 'another …' });
    await another.fill('"><script>alert(1)</script>');
    await page.getByLabel('MONTANT').fill('');
    expect(await page.locator('label', { hasText: 'optional' }).count()).toBe(14);
    await predict(page).click();
    await judgement(page).waitFor();
    const { prediction } = await loggedNow();
    expect(prediction(await shownId(page)).features).toMatchObject({
      REGION: '"><script>alert(1)</script>',
      MONTANT: null,
      TIGO: 2,
    });
    expect(await history(page).textContent()).toContain('"><script>alert(1)</script>');
  });
});

test('a text is shown as it is and never becomes a part of the page; the history outlives a reload, not the tab', async () => {
  const hostile = '<img src=x onerror="alert(1)"> {{alert(2)}} good film';
  await visit(stack, '#/try/sentiment', OPTIONS, async (page) => {
    await page.getByLabel('Text').fill(hostile);
    await predict(page).click();
    await judgement(page).waitFor();
    await button(page, 'Yes').click();
    await page.getByText('recorded as right').waitFor();
    await page.getByRole('link', { name: 'Monitor' }).click();
    await page.reload();
    await page.getByRole('link', { name: 'Try' }).click();
    expect(await history(page).textContent()).toContain(hostile);
    expect(await page.getByLabel('Text').inputValue()).toBe(hostile);
    await page.getByLabel('Text').fill('');
    expect(await history(page).textContent()).toContain('✓ right');
    expect(await page.locator('img').count()).toBe(0);
    await history(page).getByRole('button').click();
    expect(await page.getByLabel('Text').inputValue()).toBe(hostile);
    await page.getByText('recorded as right').waitFor();
    // Nobody may take it for the answer to another text.
    const outdated = page.getByText(`The fields have changed. This is the answer to: ${hostile}`);
    await page.getByLabel('Text').fill('Never again');
    await outdated.waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Text').fill(hostile);
    await outdated.waitFor({ state: 'hidden' });
    await button(page, 'Clear').click();
    expect(await history(page).count()).toBe(0);
    expect(await focused(page)).toMatch(/^<div class="answers"/);
  });
  await visit(stack, '#/try/sentiment', OPTIONS, async (page) => {
    await example(page).waitFor();
    expect(await history(page).count()).toBe(0);
    expect(await page.getByLabel('Text').inputValue()).toBe('');
  });
});

test('a double click is one prediction and one outcome', async () => {
  await visit(stack, '#/try/loan-risk', OPTIONS, async (page) => {
    const { count } = await loggedNow();
    await example(page).click();
    await predict(page).dblclick();
    await judgement(page).waitFor();
    await button(page, 'Yes').dblclick();
    await page.getByText('recorded as right').waitFor();
    // What is there now is in the place of what was clicked.
    await page.mouse.down({ clickCount: 2 });
    await page.mouse.up({ clickCount: 2 });
    await button(page, 'Change').hover();
    const after = await loggedNow();
    expect(after.count).toBe(count + 1);
    expect(after.outcomesOf(await shownId(page))).toHaveLength(1);
    expect(await history(page).count()).toBe(1);
  });
});

test('an answer that is lost is asked for again without a second prediction, when the API is reachable again', async () => {
  await visit(stack, '#/try/loan-refinance', OPTIONS, async (page) => {
    const { count } = await loggedNow();
    await example(page).click();
    await page.route('**/predict', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await page.route('**/models', (route) => route.abort());
    await predict(page).click();
    const banner = page.getByRole('alert').filter({ hasText: 'The API is unreachable' });
    await banner.waitFor();
    expect(await page.getByLabel('Credit score').inputValue()).toBe('750');
    await picture(page, 'try-unreachable');
    await page.unrouteAll();
    await button(page, 'Try now').click();
    await banner.waitFor({ state: 'hidden' });
    await predict(page).click();
    await judgement(page).waitFor();
    expect((await loggedNow()).count).toBe(count + 1);
    expect(await page.getByText('did not answer').count()).toBe(0);
    await page.route('**/feedback', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await button(page, 'Yes').click();
    await page.getByText('did not answer').waitFor();
    await page.unrouteAll();
    await button(page, 'Yes').click();
    await page.getByText('recorded as right').waitFor();
    expect((await loggedNow()).outcomesOf(await shownId(page))).toHaveLength(1);
  });
});

test('an API that is slow is waited for, whatever is clicked meanwhile', async () => {
  await visit(stack, '#/try/sentiment', OPTIONS, async (page) => {
    const { count } = await loggedNow();
    await example(page).click();
    await page.clock.install();
    await page.route('**/predict', async (route) => {
      await page.clock.runFor(4_000);
      await page.getByText('Still waiting for the answer: the API is slow').waitFor();
      await predict(page).click({ force: true });
      await route.continue();
    });
    await predict(page).click();
    await judgement(page).waitFor();
    expect((await loggedNow()).count).toBe(count + 1);
  });
});

test('of more than two classes the right one is asked for, and what the API refuses is said', async () => {
  await visit(stack, '#/try/loan-risk', OPTIONS, async (page) => {
    // As if a version with one more class came, or one with one less answered.
    await page.route('**/models/sentiment', async (route) => {
      const response = await route.fetch();
      const schema = await response.json();
      await route.fulfill({ response, json: { ...schema, classes: [...schema.classes, 'mixed'] } });
    });
    await page.getByLabel('Model', { exact: true }).selectOption('sentiment');
    await page.getByLabel('Text').fill('A wonderful film');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await judgement(page).waitFor();
    await button(page, 'No').dblclick();
    await button(page, 'mixed').click();
    await page.getByText('Not a class of the model').waitFor();
    await button(page, 'negative').click();
    await page.getByText('it was negative').waitFor();
    const [outcome] = (await loggedNow()).outcomesOf(await shownId(page));
    expect(outcome).toMatchObject({ actual: 'negative', prediction: { label: 'positive' } });
  });
});

test('what a model calls things never becomes a part of the page', async () => {
  // Longer than a phone is wide.
  const hostile = (where: string) => `<img src=x onerror="alert('${where}')">${'W'.repeat(80)}`;
  await visit(stack, '#/try/loan-risk', { viewport: PHONE }, async (page) => {
    await page.route('**/models/loan-approval', async (route) => {
      const response = await route.fetch();
      const { examples: _, ...schema } = await response.json();
      const class_names = { 0: hostile('no'), 1: hostile('yes') };
      const features = schema.features.map((feature: { name: string }) => ({
        ...feature,
        description: hostile(feature.name),
        unit: hostile('unit'),
      }));
      await route.fulfill({ response, json: { ...schema, features, class_names } });
    });
    await example(page).waitFor();
    await page.getByLabel('Model', { exact: true }).selectOption('loan-approval');
    await page.getByText(hostile('credit_score')).waitFor();
    expect(await example(page).count()).toBe(0);
    for (const [field, value] of Object.entries(APPLICATION)) {
      const select = page.locator(`select#field-${field}`);
      if ((await select.count()) > 0) await select.selectOption(String(value));
      else await page.locator(`#field-${field}`).fill(String(value));
    }
    await predict(page).click();
    await button(page, `No, ${hostile('no')}`).click();
    await page.getByText(`recorded as wrong, it was ${hostile('no')}`).waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await overflow(page)).toBe(0);
  });
});

test('the keyboard alone is enough', async () => {
  await visit(stack, '#/try/sentiment', OPTIONS, async (page) => {
    await page.getByRole('heading', { level: 1, name: 'sentiment' }).waitFor();
    const tabTo = async (name: RegExp) => {
      for (let i = 0; i < 12; i++) {
        await page.keyboard.press('Tab');
        if (name.test(await focused(page))) return;
      }
      throw new Error(`expected to reach ${name} by Tab, got to ${await focused(page)}`);
    };
    await tabTo(/<textarea/);
    await page.keyboard.type('What a dreadful, boring film.');
    await tabTo(/Predict/);
    await page.keyboard.press('Enter');
    await page
      .getByRole('status')
      .filter({ hasText: /^Answer: negative, \d+\.\d\s% confidence$/ })
      .waitFor();
    await tabTo(/>Yes</);
    await page.keyboard.press('Space');
    await page.getByText('recorded as right').waitFor();
    await judgement(page).and(page.locator(':focus')).waitFor();
    await tabTo(/>Change</);
  });
});

test.each(LOOKS)('%s: no violation, nothing wider than the window', async (look, options) => {
  // All kinds of fields, and a text; colours do not depend on which.
  const models = { light: ['churn'], dark: ['sentiment'] }[look] ?? ['churn', 'sentiment'];
  for (const model of models) {
    await visit(stack, `#/try/${model}`, options, async (page) => {
      await example(page).click();
      await predict(page).click();
      await judgement(page).waitFor();
      // On a phone it is below the form, and still seen.
      const { y, height } = (await answer(page).boundingBox())!;
      expect(y).toBeGreaterThan(-1);
      expect(y + height).toBeLessThan(options.viewport!.height + 1);
      expect(await violations(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      await picture(page, `try-${model}-${look}`);
    });
  }
});

import type { Page } from 'playwright-core';

// What somebody finds in the view Try.

export const example = (page: Page) => page.getByRole('button', { name: 'Fill in an example' });
export const predict = (page: Page) => page.getByRole('button', { name: 'Predict' });
export const answer = (page: Page) => page.getByRole('region', { name: 'Answer' });
export const judgement = (page: Page) => page.getByRole('region', { name: 'Was this right?' });
export const history = (page: Page) =>
  page.getByRole('region', { name: 'This session' }).getByRole('listitem');
export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

export async function shownId(page: Page): Promise<string> {
  return (await answer(page).locator('code').textContent())!;
}

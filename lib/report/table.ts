import { type Html, html } from './html.ts';

export type Cell = Html | string;

/** A column of words; others are of numbers. */
export interface Words {
  words: string;
}

export const words = (name: string): Words => ({ words: name });

/**
 * A table with a caption; the first column heads its rows. It scrolls by itself where the screen is narrower, with the
 * heads of its rows in view, and can be reached by keyboard then. Without rows there is none.
 */
export function table(
  caption: string,
  columns: readonly (string | Words)[],
  rows: readonly (readonly Cell[])[],
): Html {
  if (rows.length === 0) return html`<p class="missing">${caption}: there is none.</p>`;
  const cssClass = (i: number) => (i > 0 && typeof columns[i] === 'string' ? null : html` class="words"`);
  const heads = columns.map(
    (of, i) => html`<th scope="col"${cssClass(i)}>${typeof of === 'string' ? of : of.words}</th>`,
  );
  const bodies = rows.map(
    ([first, ...others]) =>
      html`<tr><th scope="row">${first}</th>${others.map((cell, i) => html`<td${cssClass(i + 1)}>${cell}</td>`)}</tr>\n`,
  );
  return html`<div class="scroll" role="group" aria-label="${caption}" tabindex="0"><table>
<caption><span>${caption}</span></caption>
<thead><tr>${heads}</tr></thead>
<tbody>${bodies}</tbody></table></div>`;
}

/** What not everyone wants to read, such as the numbers of a chart. */
export const behind = (content: Html, summary = 'The numbers'): Html =>
  html`<details><summary>${summary}</summary>${content}</details>`;

/** Names and values. */
export const facts = (items: readonly (readonly [name: string, value: Cell])[]): Html =>
  html`<dl>${items.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

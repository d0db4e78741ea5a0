import { type Html, html } from './html.ts';

type Cell = Html | string;

/**
 * A table with a caption; the first column heads its rows. It scrolls by itself where the screen is narrower, and can be
 * reached by keyboard then.
 */
export const table = (
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): Html => html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(
  ([first, ...others]) =>
    html`<tr><th scope="row">${first}</th>${others.map((cell) => html`<td>${cell}</td>`)}</tr>\n`,
)}</tbody></table></div>`;

/** Names and values. */
export const facts = (items: readonly (readonly [name: string, value: Cell])[]): Html =>
  html`<dl>${items.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

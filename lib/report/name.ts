import { type Html, html } from './html.ts';

/** A name that others chose, of any length: it may be broken behind each mark that separates its parts. */
export const nameOf = (text: string): Html =>
  html`<span class="name">${text.split(/(?<=[_/])|(?<=[.-])(?=\p{L})/u).map((part, i) => (i === 0 ? part : html`<wbr>${part}`))}</span>`;

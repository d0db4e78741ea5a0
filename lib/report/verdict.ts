import type { DriftVerdict } from '../drift/verdict.ts';
import { type Html, html } from './html.ts';

const SYMBOLS = { unknown: '?', good: '✓', warn: '▲', bad: '■' } as const;

export type Tone = keyof typeof SYMBOLS;

/** A finding as word and symbol; colour only repeats it. */
export const mark = (tone: Tone, word: string): Html =>
  html`<span class="verdict ${tone}"><span aria-hidden="true">${SYMBOLS[tone]}</span> ${word}</span>`;

/** Class balance drifts by its shares too, however small its divergence. */
export function verdict(of: DriftVerdict, drifted: boolean): Html {
  if (of === 'insufficient_data') return mark('unknown', 'insufficient data');
  if (of === 'significant') return mark('bad', of);
  return drifted ? mark('warn', of === 'moderate' ? of : `${of}, but moved`) : mark('good', of);
}

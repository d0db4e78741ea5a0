import type { DriftVerdict } from '../drift/verdict.ts';
import { type Html, html } from './html.ts';

const SYMBOLS: Record<DriftVerdict, string> = {
  insufficient_data: '?',
  none: '✓',
  minimal: '✓',
  moderate: '▲',
  significant: '■',
};

/** A verdict as word and symbol; colour only repeats it. */
export const verdict = (of: DriftVerdict, drifted: boolean): Html =>
  html`<span class="verdict ${drifted ? (of === 'significant' ? 'bad' : 'warn') : 'good'}"><span aria-hidden="true">${drifted ? SYMBOLS[of === 'none' || of === 'minimal' ? 'moderate' : of] : SYMBOLS[of]}</span> ${of.replace('_', ' ')}</span>`;

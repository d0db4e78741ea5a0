import type { Tone } from './tone.ts';

const SYMBOLS: Readonly<Record<Tone, string>> = { unknown: '?', good: '✓', warn: '▲', bad: '■' };

/** A finding as word and symbol; colour only repeats it. */
export function Mark({ tone, words }: { tone: Tone; words: string }) {
  return (
    <span class={`mark ${tone}`}>
      <span aria-hidden="true">{SYMBOLS[tone]}</span> {words}
    </span>
  );
}

/** Of a wide font (DejaVu Sans) at the size that charts have: nobody knows which one the page will be shown in. */
const NARROW = 7.7;
const WIDE = 10;
const FULL = 12;

/** Pixels that a text takes in a chart, rather too many than too few. */
export const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + characterWidth(character), 0);

/** The text, or as much of its beginning as there is room for. */
export function shortened(text: string, room: number): string {
  if (widthOf(text) <= room) return text;
  let width = FULL;
  let kept = '';
  for (const character of text) {
    width += characterWidth(character);
    if (width > room) break;
    kept += character;
  }
  return `${kept}…`;
}

function characterWidth(character: string): number {
  if (/[A-Z=+<>~mw%@#&]/.test(character)) return WIDE;
  return /[\x20-\x7e\u00a0-\u024f–−]/.test(character) ? NARROW : FULL;
}

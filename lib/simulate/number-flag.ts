export interface NumberBounds {
  least: number;
  most?: number;
  isInteger?: boolean;
}

/** The number of a flag; undefined without it. @throws Error when it is none, or out of bounds */
export function numberFlag(
  flag: string,
  text: string | undefined,
  { least, most = Infinity, isInteger = false }: NumberBounds,
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most && (!isInteger || Number.isSafeInteger(value))) return value;
  const noun = isInteger ? 'an integer' : 'a number';
  const limits = most === Infinity ? `of at least ${least}` : `of ${least} to ${most}`;
  throw new Error(`--${flag}: expected ${noun} ${limits}, got "${text}"`);
}

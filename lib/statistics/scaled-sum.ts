const SCALE = 1e9;

/**
 * The sum that decimal text Σ round(x · 10⁹) stands for. Each row was rounded, so a mean is off by at most 5e-10.
 * @throws SyntaxError when the text is not a whole number.
 */
export const scaledSum = (text: string): number => Number(BigInt(text)) / SCALE;

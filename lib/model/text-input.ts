import type { Tokenizer } from './definition.ts';

/**
 * The only two letters outside ASCII whose lower case has ASCII in it, which Python finds and onnxruntime does not:
 * İ (U+0130) becomes i and a dot above, K (U+212A, the Kelvin sign) becomes k.
 */
const LOWERED = /[\u0130\u212a]/g;

/** A text as the model is given it: so that its graph splits it into the tokens that it was trained on. */
export function textInput(text: string, tokenizer?: Tokenizer): string {
  // onnxruntime-node ends a string at U+0000.
  const whole = text.replaceAll('\0', '');
  return tokenizer?.lowercase ? whole.replace(LOWERED, (letter) => letter.toLowerCase()) : whole;
}

import fc from 'fast-check';
import { textNumbers } from '../../lib/model/text-features.ts';

const TOKENIZER = { pattern: "[a-zA-Z0-9']{2,}", lowercase: true, vocabulary: 'vocabulary.txt' };
const isTokenCharacter = (c: string): boolean => /^[a-zA-Z0-9']$/.test(c);

/** Character by character. */
function naive(text: string, words: ReadonlySet<string>) {
  const characters = Array.from(text).length;
  const tokens: string[] = [];
  let run = '';
  const lowered = text
    .split('')
    .flatMap((c) => (c === '\u0130' || c === '\u212a' ? [...c.toLowerCase()] : [c]));
  for (const c of [...lowered.filter((unit) => unit !== '\0'), ' ']) {
    if (isTokenCharacter(c)) {
      run += c;
      continue;
    }
    if (run.length >= 2) tokens.push(run.toLowerCase());
    run = '';
  }
  const unknown = tokens.filter((token) => !words.has(token)).length;
  return {
    t__characters: characters,
    t__tokens: tokens.length,
    t__oov_ratio: tokens.length === 0 ? null : unknown / tokens.length,
  };
}

test('the numbers of any text are those of reading it character by character', () => {
  const piece = fc.oneof(
    fc.constantFrom('good', 'Bad', "isn't", 'x', ' ', '\0', '😀', 'é', 'K', 'İ', '\ud800'),
    fc.string({ unit: 'binary' }),
  );
  const texts = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(texts, fc.uniqueArray(fc.constantFrom('good', 'bad', "isn't")), (text, list) => {
      const words = new Set(list);
      const feature = { name: 't', type: 'text', description: '', tokenizer: TOKENIZER } as const;
      expect(textNumbers(feature, text, words)).toEqual(naive(text, words));
    }),
    { numRuns: 300 },
  );
});

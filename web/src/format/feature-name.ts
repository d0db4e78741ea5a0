/** The name of a feature as the label of a field: `years_left` becomes "Years left", `ON_NET` "ON NET",
 * and a number of a text, `text__tokens`, "Text: tokens". */
export function featureName(name: string): string {
  const words = name.replaceAll('__', ': ').replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const MAX_CHARACTERS = 200;
/** For messages. */
export const EXPECTED = `a text of 1 to ${MAX_CHARACTERS} characters that is not blank, or a whole number`;

/**
 * The id of an entity, by which a system of record and predictions find each other: a text of 1 to 200 characters, or a
 * whole number, which is the same as its text. Undefined for anything else, blank texts among it: what a database pads
 * where there is no id would be one that many have.
 */
export function entityIdOf(value: unknown): string | undefined {
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value);
  if (typeof value !== 'string' || value.trim() === '' || [...value].length > MAX_CHARACTERS)
    return undefined;
  // Half of a surrogate pair has no UTF-8: different ids would have the same hash.
  return value.isWellFormed() ? value : undefined;
}

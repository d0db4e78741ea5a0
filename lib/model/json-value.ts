/** Labels and versions are stored, and half of a surrogate pair has no UTF-8. */
export const isText = (value: unknown): boolean =>
  typeof value === 'string' && value !== '' && value.isWellFormed();

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Another poll of the same source went on meanwhile: nothing is wrong, and nothing was taken twice. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

/** Every line that was counted as usable must have been used. @throws Error when one was not. */
export function assertAll(what: string, counted: number, used: number): void {
  if (counted !== used) throw new Error(`expected to archive all ${counted} ${what}, got ${used}`);
}

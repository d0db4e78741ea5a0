const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600 };

/**
 * A YAML file in which the durations of these keys are a sixtieth: minutes become seconds.
 * @throws Error when a key is not there, or has no duration of whole seconds, minutes or hours
 */
export function sixtieth(text: string, keys: readonly string[]): string {
  return keys.reduce((shortened, key) => {
    let found = 0;
    const replaced = shortened.replace(
      new RegExp(`^( *(?:- )?${key}: )(\\d+)([smh])$`, 'gm'),
      (_, before: string, count: string, unit: string) => {
        found++;
        return `${before}${Math.round((Number(count) * SECONDS[unit]! * 1000) / 60)}ms`;
      },
    );
    const expected = shortened.match(new RegExp(`^ *(?:- )?${key}:`, 'gm'))?.length ?? 0;
    if (found === 0 || found !== expected)
      throw new Error(`${key}: expected a duration at each of ${expected} places, got one at ${found}`);
    return replaced;
  }, text);
}

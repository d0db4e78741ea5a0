/** In milliseconds. */
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DURATION = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/;

/** Milliseconds of a number with a unit, as `90s` or `1.5h`; undefined when the text is none. */
export function parseDuration(text: string): number | undefined {
  const [, amount, unit] = DURATION.exec(text) ?? [];
  const milliseconds = unit === undefined ? Number.NaN : Number(amount) * UNITS[unit]!;
  return Number.isFinite(milliseconds) ? milliseconds : undefined;
}

/** In the largest unit of which it is at least one, as a person would say it. */
export function shownDuration(milliseconds: number): string {
  for (const [unit, size] of Object.entries(UNITS).reverse()) {
    if (milliseconds >= size) return `${Number((milliseconds / size).toFixed(1))} ${unit}`;
  }
  return '0 s';
}

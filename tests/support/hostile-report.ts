import type { Report } from '../../lib/nightly/report.ts';

/** Breaks out of text, of an attribute in quotes, of a replacement pattern, and looks like what charts are made with. */
export const HOSTILE = `<img src=x onerror=alert(1)>"'$&$'&amp; class="x" zr0-#010104 ${'W'.repeat(200)}`;

/** What the report's own code gives a meaning to. */
const MEANT = new Set(
  'decision leads_to verdict state check alerts not_identifiable not_estimated unknown model date from to mature_until trained_at'.split(
    ' ',
  ),
);
/** Objects whose keys come from others. */
const NAMED = new Set(['by_class', 'sources', 'requests', 'where', 'confusion']);

/** The report of a model whose every name, note and message was written by somebody malicious. */
export function hostileReport(report: Report): Report {
  const rejected = { requests: { invalid_json: 2 }, outcomes: {}, checks: [] };
  const hostile = changed({ ...report, rejected }) as Report;
  return { ...hostile, rejected: { ...hostile.rejected, outcomes: { [HOSTILE]: 1 } } };
}

function changed(value: unknown, key = '', isNamed = false): unknown {
  if (typeof value === 'string') return MEANT.has(key) ? value : `${value}${HOSTILE}`;
  if (Array.isArray(value)) return value.map((item) => changed(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, of]) => [
      isNamed ? `${name}${HOSTILE}` : name,
      // By actual class, then by answered class.
      changed(of, name, NAMED.has(name) || (isNamed && key === 'confusion')),
    ]),
  );
}

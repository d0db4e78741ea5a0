import type { Tally } from './tally.ts';

export interface Line {
  name: string;
  /** Undefined where a client cannot know it. */
  sent: number | undefined;
  log: number;
  prometheus: number;
}

/** Every count that any of the three knows. */
export function compare(sent: Tally, log: Tally, prometheus: Tally): Line[] {
  const names = new Set([...sent.counts.keys(), ...log.counts.keys(), ...prometheus.counts.keys()]);
  return [...names].map((name) => ({
    name,
    sent: sent.get(name),
    log: log.get(name),
    prometheus: prometheus.get(name),
  }));
}

export const agrees = ({ sent, log, prometheus }: Line): boolean =>
  (sent === undefined || sent === log) && log === prometheus;

/** The one table, each line with its verdict. */
export function table(lines: readonly Line[]): string {
  const width = Math.max(...lines.map(({ name }) => name.length));
  const head = `  ${''.padEnd(width)}  ${['sent', 'log', 'Prometheus'].map((title) => title.padStart(10)).join('  ')}`;
  const rows = lines.map((line) => {
    const numbers = [line.sent, line.log, line.prometheus]
      .map((value) => String(value ?? '·').padStart(10))
      .join('  ');
    return `  ${line.name.padEnd(width)}  ${numbers}  ${agrees(line) ? '✓' : '✗ they differ'}`;
  });
  return [head, `  ${'─'.repeat(head.length)}`, ...rows].join('\n');
}

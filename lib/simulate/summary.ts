import { percent } from '../wording/numbers.ts';
import type { Exchange } from './exchange.ts';
import type { Simulation } from './simulation.ts';

/** What was sent and what came of it, in lines. */
export function summary(simulation: Simulation): string[] {
  const { predictions, outcomes, classes, correct, predictionsExpected, outcomesExpected } = simulation;
  const byClass = [...classes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, count]) => `${count} ${label}`);
  const lines: string[] = [];
  if (predictionsExpected > 0)
    lines.push(
      ...block('predictions', predictions, predictionsExpected, 'answered'),
      ...(byClass.length > 0 ? [`classes      ${byClass.join(', ')}`] : []),
    );
  lines.push(...block('outcomes', outcomes, outcomesExpected, 'accepted'));
  if (outcomes.accepted > 0) {
    lines.push(
      `accuracy     ${percent(correct / outcomes.accepted)}: ${correct} of ${outcomes.accepted} outcomes are as predicted`,
    );
  }
  return lines;
}

function block(name: string, exchange: Exchange, expected: number, accepted: string): string[] {
  const parts = [`${exchange.sent} sent`, `${exchange.accepted} ${accepted}`, `${exchange.refused} rejected`];
  if (exchange.sent < expected) parts.push(`${expected - exchange.sent} not sent`);
  return [`${name.padEnd(13)}${parts.join(', ')}`, ...exchange.reasons().map((line) => `  ${line}`)];
}

import { agrees, type Line } from './agreement.ts';

/**
 * A row a name, a column a model. A number stands where all who know it agree on it; what they say where they do not
 * agree is listed below. Lines of one name stay together, names in the order they come.
 */
export function table(lines: readonly Line[], models: readonly string[]): string {
  const known = lines.filter(({ sent }) => sent !== undefined);
  const unknown = lines.filter(({ sent }) => sent === undefined);
  const width = Math.max(...lines.map(({ name }) => name.length));
  const columns = models.map((model) => ({ model, width: Math.max(model.length, 8) }));
  const head = columns.map(({ model, width }) => model.padStart(width));
  const text = (title: string, cells: readonly string[]) => `  ${[title.padEnd(width), ...cells].join('  ')}`;
  const section = (title: string, part: readonly Line[]): string => {
    const names = [...new Set(part.map(({ name }) => name))];
    const rows = names.map((name) => {
      const row = part.filter((line) => line.name === name);
      const cells = columns.map(({ model, width }) => cell(row, model).padStart(width));
      return `${text(name, cells)}  ${row.every(agrees) ? '✓' : '✗'}`;
    });
    const first = text(title, head);
    return [first, `  ${'─'.repeat(first.length)}`, ...rows].join('\n');
  };
  const differences = lines
    .filter((line) => !agrees(line))
    .map(
      ({ name, model, sent, log, prometheus }) =>
        `  ✗ ${model}, ${name}: sent ${sent ?? '(not known)'}, log ${log}, Prometheus ${prometheus}`,
    );
  return [
    ...(known.length > 0 ? [section('sent = log = Prometheus', known)] : []),
    ...(unknown.length > 0 ? [section('log = Prometheus', unknown)] : []),
    ...(differences.length > 0 ? [differences.join('\n')] : []),
  ].join('\n\n');
}

function cell(row: readonly Line[], model: string): string {
  const line = row.find((candidate) => candidate.model === model);
  if (!line) return '·';
  return agrees(line) ? String(line.log) : '✗';
}

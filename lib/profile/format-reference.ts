import type { Reference } from './reference.ts';

/** As committed: indented, each list of numbers on one line. */
export function formatReference(reference: Reference): string {
  const indented = JSON.stringify(reference, null, 2);
  const flat = indented.replace(/\[\n[^[\]{}"]*\]/g, (list) =>
    list.replace(/\s+/g, ' ').replace('[ ', '[').replace(' ]', ']'),
  );
  return `${flat}\n`;
}

import type { Feature } from '../../../../lib/model/definition.ts';
import { isObject } from '../../../../lib/model/json-value.ts';
import type { Texts } from './row.ts';

/** What was written before, of fields that there are; empty fields where it cannot be read. */
export function parseDraft(features: readonly Feature[], text: string | null): Texts {
  const written = parsed(text);
  return Object.fromEntries(
    features.map(({ name }) => {
      const value = Object.hasOwn(written, name) ? written[name] : undefined;
      return [name, typeof value === 'string' ? value : ''];
    }),
  );
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

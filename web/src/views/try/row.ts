import type { Feature } from '../../../../lib/model/definition.ts';
import type { Row } from '../../api/client.ts';

/** What stands in the fields, by feature; an empty text is a field that was left empty. */
export type Texts = Readonly<Record<string, string>>;

/**
 * The row to send. It is judged by the API alone: what is no number goes as the text it is, and what is missing is left
 * out, so that there is one opinion of what is wrong and one way to tell it.
 */
export function rowOf(features: readonly Feature[], texts: Texts): Row {
  const row: Row = {};
  for (const { name, type, nullable } of features) {
    const text = texts[name] ?? '';
    if (text.trim() === '') {
      if (nullable) row[name] = null;
    } else row[name] = type === 'number' || type === 'integer' ? numberOf(text) : text;
  }
  return row;
}

/** Both as `rowOf` made them of the same features. */
export const isSameRow = (one: Row, other: Row): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The fields that show a row. */
export function textsOf(features: readonly Feature[], row: Row): Texts {
  return Object.fromEntries(
    features.map(({ name }) => [name, Object.hasOwn(row, name) ? String(row[name] ?? '') : '']),
  );
}

/** 0x10 and the like are no numbers to people, and JSON has none that is infinite. */
function numberOf(text: string): number | string {
  // What pages show as a minus is not the one of keyboards.
  const trimmed = text.trim().replace(/^\u2212/, '-');
  const isWritten = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(trimmed);
  return isWritten && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

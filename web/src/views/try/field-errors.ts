import type { ApiProblem, FieldError } from '../../api/problem.ts';

/** What is wrong, by the field it concerns, and what concerns none that is there. */
export interface PlacedErrors {
  byField: ReadonlyMap<string, string>;
  others: readonly FieldError[];
}

/** Puts the errors of a problem at the fields of a form; they point into a row of these fields. */
export function placeErrors({ errors }: Pick<ApiProblem, 'errors'>, fields: readonly string[]): PlacedErrors {
  const byField = new Map<string, string>();
  const others: FieldError[] = [];
  for (const error of errors) {
    const field = fieldOfPointer(error.pointer);
    if (field === undefined || !fields.includes(field)) others.push(error);
    else byField.set(field, [byField.get(field), error.detail].filter(Boolean).join('; '));
  }
  return { byField, others };
}

/** RFC 6901, of one token. */
function fieldOfPointer(pointer: string): string | undefined {
  const [empty, token, ...more] = pointer.split('/');
  if (empty !== '' || token === undefined || more.length > 0) return undefined;
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

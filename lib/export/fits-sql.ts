import type { Feature } from '../model/definition.ts';
import { doubleLiteral, literal } from '../profile/sql-text.ts';

/**
 * Whether a stored value is one that the feature takes, as `validateRow` says it of a request: what an older definition
 * took, the present one may refuse. Never NULL.
 */
export function fitsSql({ type, nullable, range, categories, closed }: Feature, column: string): string {
  const isNumber = type === 'number' || type === 'integer';
  const checks = ['TRUE'];
  if (type === 'integer') checks.push(`${column} = floor(${column})`);
  if (range) {
    const size = isNumber ? column : `length(${column})`;
    checks.push(`${size} BETWEEN ${range.map(doubleLiteral).join(' AND ')}`);
  }
  if (categories && (closed ?? type === 'integer'))
    checks.push(`${column} IN (${categories.map(literal).join(', ')})`);
  return `CASE WHEN ${column} IS NULL THEN ${nullable ? 'TRUE' : 'FALSE'} ELSE ${checks.join(' AND ')} END`;
}

import type { Paging } from '../outcomes/source.ts';
import { RefusedPageError } from './fetch-page.ts';

// Who counts pages has to find out where they end, and endpoints that have no empty page say it in two other ways.

/** There is no such page. */
export const isBehindLast = ({ by }: Paging, error: unknown): boolean =>
  by === 'number' && error instanceof RefusedPageError && error.status === 404;

/** The last page comes again, for whatever number. `rows` and `before`: what two pages in a row have. */
export const isLastAgain = (
  { by }: Paging,
  rows: readonly string[],
  before: readonly string[] | undefined,
): boolean => by === 'number' && before !== undefined && rows.join() === before.join();

/** What a poll did beside taking rows. */
export interface PollNotes {
  /** Rows that were taken by an earlier poll, or came twice. */
  known: number;
  /** Pages that the endpoint said had not changed. */
  unchangedPages: number;
  /** Requests that were made again. */
  retries: number;
  /** There is more than there was time for. */
  more: boolean;
}

export const emptyNotes = (): PollNotes => ({ known: 0, unchangedPages: 0, retries: 0, more: false });

/** For the report of an invocation. */
export function noteTexts({ known, unchangedPages, retries, more }: PollNotes): string[] {
  return [
    ...(known > 0 ? [`rows that were taken before: ${known}`] : []),
    ...(unchangedPages > 0 ? [`pages that have not changed: ${unchangedPages}`] : []),
    ...(retries > 0 ? [`attempts that failed and were made again: ${retries}`] : []),
    ...(more ? ['the rest, for lack of time: the next run goes on there'] : []),
  ];
}

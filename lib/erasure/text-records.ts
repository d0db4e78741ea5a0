/**
 * A text of NDJSON or CSV without the records that have one of the ids in them. A record of CSV goes on over a line break
 * that is within quotes.
 */
export function withoutRecords(text: string, ids: ReadonlySet<string>): { text: string; erased: number } {
  const records = text.trimStart().startsWith('{') ? linesOf(text) : csvRecordsOf(text);
  const kept = records.filter((record) => ![...ids].some((id) => record.includes(id)));
  return { text: kept.join(''), erased: records.length - kept.length };
}

/** With their line breaks. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

function csvRecordsOf(text: string): string[] {
  const records: string[] = [];
  // A quote within quotes is doubled, so that their number is even where a record ends. After one that is never closed
  // everything is one record: rather too much is erased than too little.
  let isOpen = false;
  for (const line of linesOf(text)) {
    if (isOpen) records[records.length - 1] += line;
    else records.push(line);
    if ((line.split('"').length - 1) % 2 === 1) isOpen = !isOpen;
  }
  return records;
}

/** What else to say where columns are missing: spreadsheets that use the comma for decimals write CSV with other separators. */
export const separatorHint = (columns: readonly string[] | undefined): string =>
  columns?.length === 1 && /[;\t|]/.test(columns[0]!) ? ': one column; expected commas between columns' : '';

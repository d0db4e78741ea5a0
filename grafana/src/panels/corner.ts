/** Grafana's name of the first column of a matrix, which names its rows. */
export const cornerOf = (row: string, column: string): string => `${row}\\${column}`;

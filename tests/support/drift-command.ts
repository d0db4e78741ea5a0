import { execFile } from 'node:child_process';
import type { FileReport } from '../../lib/file-report/report.ts';
import type { UnseenRow } from './baseline.ts';

export interface DriftRun {
  code: number;
  stdout: string;
  stderr: string[];
}

/** `npm run drift`, as a user runs it in `directory`; npm itself would run it in the project's folder. */
export function drift(directory: string, ...args: string[]): Promise<DriftRun> {
  const command = ['--disable-warning=ExperimentalWarning', 'models/drift.ts', ...args];
  const options = { env: { ...process.env, INIT_CWD: directory }, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(process.execPath, command, options, (error, stdout, stderr) => {
      const code = error ? Number(error.code) : 0;
      resolve({ code, stdout, stderr: stderr.trim().split('\n').filter(Boolean) });
    });
  });
}

export const jsonOf = ({ stdout }: DriftRun): FileReport => JSON.parse(stdout) as FileReport;

/** Rows as CSV; with `label` the column of their classes. */
export function csvOf(rows: readonly UnseenRow[], label?: string): string {
  const columns = [...Object.keys(rows[0]!.features), ...(label === undefined ? [] : [label])];
  const cell = (value: unknown): string =>
    /[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value ?? '');
  const lines = rows.map(({ features, actual }) =>
    columns.map((column) => cell(column === label ? actual : features[column])).join(','),
  );
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}

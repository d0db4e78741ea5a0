import { readTable } from './table.ts';

/** The name of the server's bundle, beside those of the functions. */
export const SERVER = 'server';

/** A module that runs all functions with routes or schedules in one process. */
export async function serverEntry(root: string): Promise<string> {
  const table = await readTable(root);
  const served = [...table.routes, ...table.schedules].map((one) => one.function);
  const names = [...new Set([...served, table.fallback])].sort();
  return `
  ${names.map((name) => `import { handler as ${name} } from './functions/${name}.ts';`).join('\n  ')}
  import { main } from './infra/server/main.ts';
  await main({ ${names.join(', ')} }, ${JSON.stringify(table)});
`;
}

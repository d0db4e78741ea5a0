// `npm run dashboards`: writes grafana/dashboards/*.json.
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardFiles } from './src/dashboards.ts';

const folder = join(import.meta.dirname, 'dashboards');
const files = dashboardFiles();
for (const name of readdirSync(folder)) {
  if (name.endsWith('.json') && !files.has(name)) rmSync(join(folder, name));
}
for (const [name, text] of files) writeFileSync(join(folder, name), text);
console.log(`${files.size} dashboards in ${folder}`);

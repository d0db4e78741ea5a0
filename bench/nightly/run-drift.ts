// A fresh process: drift of the rows in a Parquet file, by the profile and the judgement of the nightly job. Its last line
// says what it took.
//   node bench/nightly/run-drift.ts <models> <model> <rows.parquet>
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { comparedCounts } from '../../lib/drift/compared.ts';
import { judge } from '../../lib/drift/judge.ts';
import { readModels } from '../../lib/model/registry.ts';
import { featureColumns } from '../../lib/profile/columns.ts';
import { openDatabase } from '../../lib/profile/duckdb.ts';
import { foldProfiles, type ProfileRow } from '../../lib/profile/fold.ts';
import { parseReference } from '../../lib/profile/reference.ts';
import { profileSql } from '../../lib/profile/sql.ts';
import { stringLiteral } from '../../lib/profile/sql-text.ts';

const [, , models, name, file] = process.argv as unknown as [string, string, string, string, string];
const { definition, directory: folder } = (await readModels(models)).get(name)!;
const path = join(folder, 'reference.json');
const reference = parseReference(readFileSync(path, 'utf8'), path);
const directory = await mkdtemp(join(tmpdir(), 'driftgate-bench-'));
const database = await openDatabase(directory);
const columns = featureColumns(definition);
const from = `read_parquet(${stringLiteral(file)})`;
const groups = await database.all<ProfileRow>(profileSql(reference.bins, { from, columns }));
const profile = foldProfiles(reference.bins, columns, groups).get(definition.version)!;
const judged = judge(comparedCounts(definition.classes.map(String), reference, profile), 'bench');
database.close();
await rm(directory, { recursive: true });
const features = judged.filter(({ kind }) => kind === 'feature').length;
console.log(
  JSON.stringify({ rows: profile.rows, features, peak_bytes: process.resourceUsage().maxRSS * 1024 }),
);

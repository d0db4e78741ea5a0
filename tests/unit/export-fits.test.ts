import { fitsSql } from '../../lib/export/fits-sql.ts';
import type { Feature } from '../../lib/model/definition.ts';
import { validateRow } from '../../lib/model/validate.ts';
import { type Database, openDatabase } from '../../lib/profile/duckdb.ts';
import { literal } from '../../lib/profile/sql-text.ts';
import { handlerModel } from '../support/handler-model.ts';
import { temporaryDirectory } from '../support/handler-runtime.ts';

const FEATURES: Partial<Feature>[] = [
  { type: 'number' },
  { type: 'number', nullable: true, range: [-1.5, 100] },
  { type: 'integer', range: [18, 100] },
  { type: 'integer', categories: [0, 1, 2] },
  { type: 'integer', categories: [0, 1, 2], closed: false },
  { type: 'string' },
  { type: 'string', categories: ['a', "b'"] },
  { type: 'string', categories: ['a', "b'"], closed: true, nullable: true },
  { type: 'text', range: [1, 3] },
];
const NUMBERS = [null, -1.5, -1.6, 0, 1, 1.5, 2, 3, 18, 100, 100.5];
const TEXTS = [null, '', 'a', "b'", 'abcd', 'äöü', '👍👍👍', 'c'];

let database: Database;
beforeAll(async () => {
  database = await openDatabase(await temporaryDirectory());
});
afterAll(() => database.close());

test.each(FEATURES)('what %j takes is what validation takes', async (more) => {
  const feature = { name: 'x', description: '', ...more } as Feature;
  const isNumber = feature.type === 'number' || feature.type === 'integer';
  for (const value of isNumber ? NUMBERS : TEXTS) {
    const { problems } = validateRow(handlerModel({ features: [feature] }), { x: value });
    const type = isNumber ? 'DOUBLE' : 'VARCHAR';
    const [row] = await database.all<{ fits: boolean }>(
      `SELECT ${fitsSql(feature, 'x')} AS fits FROM (SELECT CAST(${value === null ? 'NULL' : literal(value)} AS ${type}) AS x)`,
    );
    expect({ value, ...row }).toEqual({ value, fits: problems.length === 0 });
  }
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModels } from '../../lib/model/registry.ts';
import { formatReference } from '../../lib/profile/format-reference.ts';
import { holdoutReference } from '../../lib/profile/holdout-reference.ts';
import { ROOT } from '../support/handler-sources.ts';

const MODELS = join(ROOT, 'models');
const names = readdirSync(MODELS).filter((name) => existsSync(join(MODELS, name, 'model.json')));

test.each(names)('the reference of %s is what its holdout and its model give', async (name) => {
  const folder = (await readModels(MODELS)).get(name)!;
  const committed = readFileSync(join(folder.directory, 'reference.json'), 'utf8');
  const rebuilt = formatReference(await holdoutReference(folder));
  // Not the texts themselves: a difference of thousands of lines says less.
  const stale = `npm run baseline -- --model ${name} writes another reference.json`;
  expect(rebuilt === committed ? 'as committed' : stale).toBe('as committed');
});

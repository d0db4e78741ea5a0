import { join } from 'node:path';
import { readModels } from '../../lib/model/registry.ts';
import { folderReference } from '../../lib/profile/folder-reference.ts';

test('a threshold that was changed by hand is refused, with what to do', async () => {
  const folder = (await readModels(join(__dirname, '../../models'))).get('loan-risk')!;
  const withThreshold = (threshold: number) =>
    folderReference({ ...folder, definition: { ...folder.definition, threshold } });
  expect(await withThreshold(0.5)).toMatchObject({ model: 'loan-risk' });
  await expect(withThreshold(0.3)).rejects.toThrow(
    /loan-risk\/reference\.json: expected a bin of the score that begins at the threshold 0\.3 of model\.json, got none; npm run train -- --model loan-risk --threshold 0\.3 makes a version of it, then npm run baseline -- --model loan-risk makes it$/,
  );
});

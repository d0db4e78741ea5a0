import { type Asset, readAssets } from '../page/assets.ts';

/** Where `npm run build` puts the page, and an artefact has it. */
const PAGE_DIRECTORY = 'dist/web';

/** Opens the function `page`, which needs nothing of what the others do. */
export async function openPage(): Promise<{ assets: ReadonlyMap<string, Asset> }> {
  return { assets: await readAssets(PAGE_DIRECTORY) };
}

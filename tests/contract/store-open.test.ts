import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { FileStore } from '../../lib/store/file.ts';
import { openStore } from '../../lib/store/open.ts';
import { S3Store } from '../../lib/store/s3.ts';
import { s3Options } from '../support/s3.ts';
import { storeDirectory } from '../support/store-directory.ts';

test('opens the store that is configured', async () => {
  const directory = await storeDirectory();
  expect(await openStore({ kind: 'file', directory })).toBeInstanceOf(FileStore);
  expect(await openStore({ kind: 's3', ...s3Options('http://127.0.0.1:1') })).toBeInstanceOf(S3Store);
});

test('a file store does not load the SDK of S3', async () => {
  const directory = await storeDirectory();
  const script = `
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ resolve(name, context, next) { loaded.push(name); return next(name, context); } });
    const { openStore } = await import(${JSON.stringify(join(__dirname, '../../lib/store/open.ts'))});
    const store = await openStore({ kind: 'file', directory: ${JSON.stringify(directory)} });
    await store.put('a', 'b');
    console.log(loaded.join());`;
  const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  expect(output).toContain('./file.ts');
  expect(output).not.toContain('aws');
});

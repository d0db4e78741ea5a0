import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryDirectory } from '../support/handler-runtime.ts';
import { ROOT } from '../support/handler-sources.ts';

jest.setTimeout(60_000);

/** Stays until it is told to end, and says so. */
const SCRIPT = `
process.on('SIGTERM', () => { console.log('told to end'); process.exit(0); });
setInterval(() => undefined, 1000);
console.log('here');
`;

/** A project of its own, whose dependencies are there: nothing is installed. */
async function project(): Promise<string> {
  const root = await temporaryDirectory();
  for (const folder of ['infra/local', 'node_modules']) await mkdir(join(root, folder), { recursive: true });
  await copyFile(join(ROOT, 'infra/local/setup.mjs'), join(root, 'infra/local/setup.mjs'));
  await writeFile(join(root, 'package-lock.json'), '{}');
  const stamp = createHash('sha256').update(`${process.platform}-${process.arch}\n`).update('{}');
  await writeFile(join(root, 'node_modules/.driftgate-setup'), stamp.digest('hex'));
  await writeFile(join(root, 'script.mjs'), SCRIPT);
  return root;
}

test('a script is told to end when the shell that npm started it by is gone', async () => {
  const command = `"${process.execPath}" infra/local/setup.mjs script.mjs; true`;
  // A group of its own, so that nothing is left of a test that fails.
  const shell = spawn('/bin/sh', ['-c', command], {
    cwd: await project(),
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const closed = once(shell.stdout, 'close').then(() => 'closed');
  let said = '';
  shell.stdout.on('data', (data) => {
    said += data;
    if (String(data).includes('here')) shell.kill('SIGTERM');
  });
  try {
    // The pipe closes when the last of them has ended.
    const late = sleep(40_000, 'still open', { ref: false });
    expect(await Promise.race([closed, late])).toBe('closed');
    expect(said).toBe('here\ntold to end\n');
  } finally {
    endGroup(shell.pid!);
  }
});

function endGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

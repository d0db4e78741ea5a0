import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { readEnvironment } from '../../infra/local/environment.ts';
import { startServices } from '../../infra/local/services.ts';

/** A real Chromium with a profile of its own; `end` closes it. */
export async function startBrowser(): Promise<{ browser: Browser; end(): Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'driftgate-browser-'));
  const { chromium: service, stop } = await startServices({
    names: ['chromium'],
    root: process.cwd(),
    directory,
    environment: readEnvironment(),
    log: () => undefined,
    ports: 'free',
  });
  const stopAll = async () => {
    await stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const browser = await chromium.connectOverCDP(service.url);
    return {
      browser,
      end: async () => {
        await browser.close();
        await stopAll();
      },
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

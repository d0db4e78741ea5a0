import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childEnvironment } from '../local/environment.ts';
import { assembleArtefact } from './artefact.ts';
import type { Architecture } from './duckdb.ts';
import { writeBundle, writeWeb } from './write.ts';

type Settings = { environment?: Record<string, unknown> };

/** What this plugin uses of osls. */
interface Serverless {
  serviceDir: string;
  service: {
    provider: Settings & { architecture: 'arm64' | 'x86_64' };
    functions: Record<string, Settings & { package?: { artifact?: string } }>;
  };
  pluginManager: { plugins: unknown[] };
}

/** osls' own packager, whose zip files have sorted entries and no times. */
interface Packager {
  zipFiles(files: string[], zipFileName: string, prefix: string): Promise<string>;
}

/** Gives osls the artefacts of the functions, and serverless-offline their bundles. */
export default class DriftgatePlugin {
  readonly hooks: Record<string, () => Promise<void>>;
  readonly #serverless: Serverless;

  constructor(serverless: Serverless, options: { function?: string }) {
    this.#serverless = serverless;
    const names = () => Object.keys(serverless.service.functions);
    this.hooks = {
      'before:package:createDeploymentArtifacts': () => this.#package(names()),
      'before:package:function:package': () => this.#package(options.function ? [options.function] : names()),
      'before:offline:start': () => this.#prepareOffline(names()),
      'before:offline:start:init': () => this.#prepareOffline(names()),
    };
  }

  async #package(names: string[]): Promise<void> {
    const { serviceDir, service } = this.#serverless;
    const architecture: Architecture = service.provider.architecture === 'arm64' ? 'arm64' : 'x64';
    for (const name of names) {
      const directory = await mkdtemp(join(tmpdir(), 'driftgate-'));
      try {
        await assembleArtefact({ root: serviceDir, name, architecture, directory });
        const entries = await readdir(directory, { recursive: true, withFileTypes: true });
        const files = entries
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name));
        const artifact = await this.#packager().zipFiles(files, `${name}.zip`, directory);
        service.functions[name]!.package = { artifact };
      } finally {
        await rm(directory, { recursive: true, force: true });
      }
    }
  }

  #packager(): Packager {
    const packager = this.#serverless.pluginManager.plugins.find(
      (plugin): plugin is Packager => typeof (plugin as Partial<Packager>).zipFiles === 'function',
    );
    if (!packager) throw new Error('expected a plugin of osls with zipFiles(), got none');
    return packager;
  }

  async #prepareOffline(names: string[]): Promise<void> {
    const { serviceDir, service } = this.#serverless;
    await Promise.all([...names.map((name) => writeBundle(serviceDir, name)), writeWeb(serviceDir)]);
    // Only here: a deployed function must not get the settings of the machine it was deployed from.
    const given: Record<string, string | undefined> = {
      DRIFTGATE_STORE: 'file:.driftgate/offline',
      DRIFTGATE_DEAD_LETTER_QUEUE: '',
      ...childEnvironment(),
    };
    for (const { environment = {} } of [service.provider, ...Object.values(service.functions)]) {
      for (const name of Object.keys(environment)) environment[name] = given[name] ?? environment[name];
    }
  }
}

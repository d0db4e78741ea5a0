import { FormerVersions } from '../model/former-versions.ts';
import type { ModelFolder } from '../model/registry.ts';
import { VersionWatch } from '../model/version-watch.ts';
import type { Runtime } from './open.ts';

/** Follows what is published, from the models of the start on; undefined where models come with the code. */
export function followModels(
  { config, store, models, logger }: Runtime,
  open: (folder: ModelFolder) => Promise<() => void>,
  onRefused: (model: string) => void = () => undefined,
): VersionWatch | undefined {
  if (config.modelSource !== 's3') return undefined;
  const versions = [...models].map(([name, { definition }]) => [name, definition.version] as const);
  return new VersionWatch({ store, versions, open, now: () => performance.now(), logger, onRefused });
}

/** Undefined where models come with the code, and nothing is known of those before. */
export const formerVersions = ({ config, store, logger }: Runtime): FormerVersions | undefined =>
  config.modelSource === 's3' ? new FormerVersions(store, logger) : undefined;

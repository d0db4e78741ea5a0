import { readFile } from 'node:fs/promises';
import type { ModelDefinition } from '../model/definition.ts';
import type { Logger } from '../runtime/logger.ts';
import { checkModels } from './check-models.ts';
import { parseSources } from './parse-sources.ts';
import type { OutcomeSource } from './source.ts';

/**
 * The sources in a file. What models are not as the file says is logged.
 * @param definitions of versions that are served, and of those before
 * @throws Error with every problem of the file
 */
export async function readSources(
  file: string,
  definitions: readonly ModelDefinition[],
  logger: Logger,
): Promise<OutcomeSource[]> {
  const sources = parseSources(parseJson(await readFile(file, 'utf8'), file), file);
  for (const problem of checkModels(sources, definitions))
    logger('error', 'rows of a source of outcomes will be refused', { problem });
  return sources;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file}: expected JSON, got ${(cause as Error).message}`, { cause });
  }
}

import { isModelName } from '../model/model-name.ts';
import { MemberReader } from './member-reader.ts';
import { parseMapping } from './parse-mapping.ts';
import { SETTINGS } from './parse-settings.ts';
import { type OutcomeSource, REQUEST_SOURCES, type SourceKind } from './source.ts';
import { UNKNOWN_SOURCE } from './unknown-source.ts';

const NAME = /^[a-z][a-z0-9-]{0,30}$/;
const KINDS: readonly SourceKind[] = ['api', 'reviewer', 'file', 'database', 'queue', 'http'];

/**
 * The sources that a configuration `{"sources": [...]}` has, and those that need none.
 * @throws Error with every problem found, each saying where it is, what was expected and what came.
 */
export function parseSources(json: unknown, file: string): OutcomeSource[] {
  const problems: string[] = [];
  const reader = new MemberReader(json, file, problems);
  const list = reader.take('sources');
  if (!Array.isArray(list)) reader.refuse('sources', 'an array', list);
  const configured = (Array.isArray(list) ? list : []).map((value, i) => parseSource(value, i, problems));
  reader.end();
  const names = configured.map(({ name }) => name);
  const twice = repeated(names);
  if (twice.length > 0)
    problems.push(`sources: expected a name of its own for each, got ${twice.join(', ')} twice`);
  const queues = configured.flatMap((source) =>
    source.kind === 'queue' ? `${source.queue.broker} ${source.queue.name}` : [],
  );
  for (const queue of repeated(queues))
    problems.push(`sources: expected a queue of its own for each, got ${queue} twice`);
  if (problems.length > 0) throw new Error(`${file}: ${problems.join('; ')}`);
  return [...REQUEST_SOURCES.filter(({ name }) => !names.includes(name)), ...configured];
}

const repeated = (texts: readonly string[]): string[] => [
  ...new Set(texts.filter((text, i) => texts.indexOf(text) < i)),
];

function parseSource(value: unknown, i: number, problems: string[]): OutcomeSource {
  const given = (value as { name?: unknown } | null)?.name;
  const at = typeof given === 'string' && NAME.test(given) ? given : `sources[${i}]`;
  const reader = new MemberReader(value, at, problems);
  const name = reader.text('name', 'a name of lower-case letters, digits and hyphens, at most 31', NAME);
  const kind = reader.oneOf('kind', KINDS);
  if (name === UNKNOWN_SOURCE.name)
    reader.refuse('name', 'another one than that of files without a source', name);
  const named = { name, confidence: reader.number('confidence', 0, 1) };
  // For people.
  reader.optionalText('description');
  // What else there should be depends on it.
  if (reader.take('kind') !== kind) return { ...named, kind } as OutcomeSource;
  const source = parseKind(reader, kind, named);
  reader.end();
  return source;
}

function parseKind(
  reader: MemberReader,
  kind: SourceKind,
  named: { name: string; confidence: number },
): OutcomeSource {
  const reserved = REQUEST_SOURCES.find(({ name }) => name === named.name);
  if (kind === 'api' || kind === 'reviewer') {
    if (named.name !== kind) reader.refuse('name', `"${kind}", of which there is one`, named.name);
    return { ...named, kind };
  }
  if (reserved) reader.refuse('kind', `"${reserved.kind}", as the name says`, kind);
  const models = parseModels(reader);
  const mapping = parseMapping(reader.inner('mapping'), models);
  const mapped = { ...named, models, mapping };
  const settings = reader.inner(kind, kind === 'file' ? (reader.take('file') ?? {}) : reader.take(kind));
  const source = { ...mapped, kind, [kind]: SETTINGS[kind](settings) } as OutcomeSource;
  settings.end();
  return source;
}

/** `"model": name`, `"models": [names]`, or neither. */
function parseModels(reader: MemberReader): string[] | undefined {
  const one = reader.take('model');
  const several = reader.take('models');
  const names = several ?? (one === undefined ? undefined : [one]);
  if (names === undefined) return undefined;
  const valid = Array.isArray(names) && names.length > 0 && names.every(isModelName);
  if (!valid)
    return reader.refuse(several === undefined ? 'model' : 'models', 'names of models', several ?? one);
  if (one !== undefined && several !== undefined) reader.refuse('model', 'either model or models', 'both');
  return names;
}

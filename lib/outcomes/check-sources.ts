import { isPolled, type Polls } from './polls.ts';
import { isMapped, type OutcomeSource, type SecretName } from './source.ts';

/** What there is for sources to use. */
export interface SourceNeeds {
  polls: Polls;
  hashKey: string | undefined;
  /** @throws Error when it is not there */
  secret(name: SecretName): string;
}

/** @throws Error with everything that sources need and that is not there */
export function checkSources(
  sources: readonly OutcomeSource[],
  { polls, hashKey, secret }: SourceNeeds,
): void {
  const problems = sources.flatMap((source) => {
    const missing = secretsOf(source).flatMap((name) => problemOf(() => secret(name)));
    if (isPolled(source) && !polls[source.kind])
      missing.push(`expected a kind that can be polled, got ${source.kind}`);
    if (isMapped(source) && source.mapping.join.by === 'entity_id' && !hashKey)
      missing.push('expected DRIFTGATE_HASH_KEY, because it joins by entity_id; got none');
    return missing.map((problem) => `${source.name}: ${problem}`);
  });
  if (problems.length > 0) throw new Error(`outcome sources: ${problems.join('; ')}`);
}

/** The secrets that a source names. */
export function secretsOf(source: OutcomeSource): SecretName[] {
  if (source.kind === 'database') return [source.database.url];
  if (source.kind !== 'http') return [];
  const { headers, parameters } = source.http;
  return [...Object.values(headers), ...Object.values(parameters)].filter(
    (value) => typeof value === 'object',
  );
}

function problemOf(work: () => unknown): string[] {
  try {
    work();
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

/** Adds or replaces an entry. The map stays in order of its keys, as at the start of an environment. */
export function putInOrder<T>(map: Map<string, T>, key: string, value: T): void {
  const isNew = !map.has(key);
  map.set(key, value);
  if (!isNew) return;
  const entries = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  map.clear();
  for (const [name, of] of entries) map.set(name, of);
}

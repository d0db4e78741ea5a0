/** A dashboard, opened for a model by the variable of that name. Null where no address is configured. */
export function grafanaLink(dashboard: string | undefined, model: string): string | null {
  if (dashboard === undefined) return null;
  const url = new URL(dashboard);
  url.searchParams.set('var-model', model);
  return url.href;
}

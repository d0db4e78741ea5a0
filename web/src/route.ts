export const VIEWS = ['try', 'review', 'monitor'] as const;
export type View = (typeof VIEWS)[number];

/** What the page shows: the part of the address after `#`, such as `#/try/a-model`. */
export interface Route {
  view: View;
  /** Undefined: the address names none. */
  model: string | undefined;
}

/** The route of a hash; what it does not say, or not well, is that of the first view. */
export function parseRoute(hash: string): Route {
  const [, view, model] = hash.replace(/^#/, '').split('/');
  return { view: VIEWS.find((one) => one === view) ?? 'try', model: decoded(model) || undefined };
}

export const formatRoute = ({ view, model }: Route): string =>
  `#/${view}${model === undefined ? '' : `/${encodeURIComponent(model)}`}`;

function decoded(segment = ''): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

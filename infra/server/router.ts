import type { Route } from './table.ts';

export interface Match {
  readonly function: string;
  /** As API Gateway names it: `GET /models/{model}`, or `$default`. */
  readonly routeKey: string;
  readonly pathParameters: Record<string, string> | undefined;
}

interface Pattern extends Route {
  readonly expression: RegExp;
  readonly names: number;
}

/** Finds the function for a request, as an HTTP API of API Gateway does: the path with the fewest free segments wins. */
export class Router {
  readonly #patterns: Pattern[];
  readonly #fallback: string;

  /** @throws Error when a path is one that is not understood */
  constructor(routes: readonly Route[], fallback: string) {
    this.#patterns = routes.map(patternOf).sort((a, b) => a.names - b.names);
    this.#fallback = fallback;
  }

  /** @param path as it came, without the query */
  find(method: string, path: string): Match {
    for (const route of this.#patterns) {
      if (route.method !== method && route.method !== 'ANY') continue;
      const match = route.expression.exec(path);
      if (!match) continue;
      const parameters = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decoded(value)]);
      return {
        function: route.function,
        routeKey: `${route.method} ${route.path}`,
        pathParameters: parameters.length > 0 ? Object.fromEntries(parameters) : undefined,
      };
    }
    return { function: this.#fallback, routeKey: '$default', pathParameters: undefined };
  }
}

const SEGMENT = /^(?:\{(?<name>\w+)\}|[\w.~-]*)$/;

function patternOf(route: Route): Pattern {
  const segments = route.path.slice(1).split('/');
  const strange = segments.find((segment) => !SEGMENT.test(segment));
  if (!route.path.startsWith('/') || strange !== undefined) {
    throw new Error(`expected a path of names and {names}, got ${route.path}`);
  }
  const names = segments.filter((segment) => segment.startsWith('{')).length;
  const parts = segments.map((segment) => {
    const name = SEGMENT.exec(segment)?.groups?.name;
    return name === undefined ? segment.replaceAll('.', '\\.') : `(?<${name}>[^/]+)`;
  });
  return { ...route, expression: new RegExp(`^/${parts.join('/')}$`), names };
}

/** A segment that is not well encoded stays as it came. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

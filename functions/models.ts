import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Problem, ProblemError } from '../lib/http/problem.ts';
import { json, problemResponse, toProblem } from '../lib/http/respond.ts';
import type { ModelDefinition } from '../lib/model/definition.ts';
import type { Logger } from '../lib/runtime/logger.ts';
import { openModels } from '../lib/runtime/open-models.ts';
import { wireHttp } from '../lib/runtime/wire.ts';
import type { Store } from '../lib/store/store.ts';

export interface ModelsDependencies {
  models: ReadonlyMap<string, ModelDefinition>;
  defaultModel: string;
  store: Store;
  logger: Logger;
}

type Event = Pick<APIGatewayProxyEventV2, 'rawPath' | 'requestContext'>;
type Route = { methods: string; answer(name: string): Promise<unknown> };

/** `GET /health`, `GET /models`, `GET /models/{model}`, and what is answered where there is nothing. */
export function createHandler({ models, defaultModel, store, logger }: ModelsDependencies) {
  const routes: [RegExp, Route][] = [
    [/^\/health$/, { methods: 'GET', answer: health }],
    [/^\/models$/, { methods: 'GET', answer: async () => ({ models: [...models.values()].map(summary) }) }],
    [/^\/models\/([^/]+)$/, { methods: 'GET', answer: schema }],
    // Other functions answer these; what comes here has the wrong method.
    [/^\/(?:predict|feedback|models\/[^/]+\/predict)$/, { methods: 'POST', answer: elsewhere }],
  ];

  return async ({ rawPath, requestContext }: Event): Promise<APIGatewayProxyStructuredResultV2> => {
    const { method } = requestContext.http;
    try {
      for (const [pattern, { methods, answer }] of routes) {
        const match = pattern.exec(rawPath);
        if (!match) continue;
        if (method !== methods) return problemResponse(wrongMethod(method, methods));
        if (answer === elsewhere) break;
        return json(200, await answer(decoded(match[1] ?? '')));
      }
      return problemResponse(notFound(method, rawPath));
    } catch (error) {
      const problem = toProblem(error);
      if (problem.status >= 500) logger('error', 'a request failed', { path: rawPath, error });
      return problemResponse(problem);
    }
  };

  /** Ready to answer predictions: the store can be read. */
  async function health() {
    await store.get('health');
    return { status: 'ok', models: models.size };
  }

  async function schema(name: string) {
    const definition = models.get(name);
    if (definition) return { ...definition, predict_url: predictUrl(name) };
    const detail = `expected one of ${[...models.keys()].join(', ')}, got "${name.slice(0, 100)}"`;
    throw new ProblemError({ status: 404, reason: 'unknown_model', title: 'Unknown model', detail });
  }

  function summary({ name, version, description, task, trained_at, classes, features }: ModelDefinition) {
    const fields = features.map((feature) => feature.name);
    const links = { schema_url: `/models/${name}`, predict_url: predictUrl(name) };
    return {
      name,
      version,
      description,
      task,
      trained_at,
      classes,
      fields,
      default: name === defaultModel,
      ...links,
    };
  }
}

/** A path segment; one that is not well encoded stays as it came. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

async function elsewhere(): Promise<never> {
  throw new Error('expected another function to answer this route');
}

const predictUrl = (name: string): string => `/models/${name}/predict`;

const wrongMethod = (method: string, expected: string): Problem => ({
  status: 405,
  reason: 'method_not_allowed',
  title: 'Method not allowed',
  detail: `expected ${expected}, got ${method}`,
  headers: { allow: expected },
});

const notFound = (method: string, path: string): Problem => ({
  status: 404,
  reason: 'not_found',
  title: 'Not found',
  detail: `there is nothing at ${method} ${path.slice(0, 200)}`,
  extensions: {
    routes: [
      'GET /health',
      'GET /models',
      'GET /models/{model}',
      'POST /models/{model}/predict',
      'POST /predict',
      'POST /feedback',
    ],
  },
});

export const handler = wireHttp(openModels, createHandler);

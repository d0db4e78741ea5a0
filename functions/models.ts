import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { errorResponse } from '../lib/http/error-response.ts';
import type { Problem } from '../lib/http/problem.ts';
import { json, toProblem } from '../lib/http/respond.ts';
import { modelMetadata, SERVER_METADATA } from '../lib/inference/metadata.ts';
import { defaultModel } from '../lib/model/default-model.ts';
import type { ModelDefinition } from '../lib/model/definition.ts';
import type { VersionWatch } from '../lib/model/version-watch.ts';
import { openApi } from '../lib/openapi/document.ts';
import { deployedModel } from '../lib/predict/rejected.ts';
import type { Logger } from '../lib/runtime/logger.ts';
import { openModels } from '../lib/runtime/open-models.ts';
import { wireHttp } from '../lib/runtime/wire.ts';

export interface ModelsDependencies {
  models: ReadonlyMap<string, ModelDefinition>;
  /** The version of a model before: there may still be outcomes of its predictions. */
  former: ReadonlyMap<string, ModelDefinition>;
  /** As configured. */
  defaultModel: string | undefined;
  logger: Logger;
  /** Undefined where models do not change while an environment lives. */
  watch: VersionWatch | undefined;
}

type Event = Pick<APIGatewayProxyEventV2, 'rawPath' | 'requestContext'>;
type Route = { methods: string; answer(name: string, version?: string): Promise<unknown> };

/**
 * `GET /models`, `GET /models/{model}`, `GET /openapi.json`, liveness and metadata of the Open Inference Protocol below
 * `/v2`, and what is answered where there is nothing. It has no model loaded, so what is ready is not for it to say.
 */
export function createHandler(dependencies: ModelsDependencies) {
  const { models, former, logger } = dependencies;
  const routes: [RegExp, Route][] = [
    [/^\/models$/, { methods: 'GET', answer: async () => ({ models: [...models.values()].map(summary) }) }],
    [/^\/models\/([^/]+)$/, { methods: 'GET', answer: schema }],
    [
      /^\/openapi\.json$/,
      { methods: 'GET', answer: async () => openApi([...models.values()], [...former.values()]) },
    ],
    [/^\/v2\/?$/, { methods: 'GET', answer: async () => SERVER_METADATA }],
    [/^\/v2\/health\/live$/, { methods: 'GET', answer: async () => ({ live: true }) }],
    [/^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?$/, { methods: 'GET', answer: metadata }],
    // Other functions answer these; what comes here has the wrong method.
    [/^\/(?:assets\/[^/]+)?$/, { methods: 'GET', answer: elsewhere }],
    [/^\/health$/, { methods: 'GET', answer: elsewhere }],
    [/^\/v2\/(?:health|models\/[^/]+(?:\/versions\/[^/]+)?)\/ready$/, { methods: 'GET', answer: elsewhere }],
    [/^\/(?:predict|feedback|models\/[^/]+\/predict)$/, { methods: 'POST', answer: elsewhere }],
    [/^\/monitor\/[^/]+(?:\/reports\/[^/]+)?$/, { methods: 'GET', answer: elsewhere }],
    [/^\/validate$/, { methods: 'GET, POST', answer: elsewhere }],
    [/^\/v2\/models\/[^/]+(?:\/versions\/[^/]+)?\/infer$/, { methods: 'POST', answer: elsewhere }],
  ];

  return async ({ rawPath, requestContext }: Event): Promise<APIGatewayProxyStructuredResultV2> => {
    const { method } = requestContext.http;
    dependencies.watch?.touch();
    try {
      for (const [pattern, { methods, answer }] of routes) {
        const match = pattern.exec(rawPath);
        if (!match) continue;
        if (method !== methods) return errorResponse(wrongMethod(method, methods), rawPath);
        if (answer === elsewhere) break;
        return json(200, await answer(decoded(match[1] ?? ''), match[2] && decoded(match[2])));
      }
      return errorResponse(notFound(method, rawPath), rawPath);
    } catch (error) {
      const problem = toProblem(error);
      if (problem.status >= 500) logger('error', 'a request failed', { path: rawPath, error });
      return errorResponse(problem, rawPath);
    }
  };

  async function schema(name: string) {
    return { ...deployedModel(models, name), predict_url: predictUrl(name) };
  }

  async function metadata(name: string, version?: string) {
    return modelMetadata(deployedModel(models, name, version));
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
      default: name === defaultModel(models, dependencies.defaultModel),
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
      'GET /',
      'GET /health',
      'GET /models',
      'GET /models/{model}',
      'POST /models/{model}/predict',
      'POST /predict',
      'POST /feedback',
      'POST /validate',
      'GET /validate',
      'GET /monitor/{model}',
      'GET /openapi.json',
      'GET /v2',
    ],
  },
});

export const handler = wireHttp(openModels, createHandler);

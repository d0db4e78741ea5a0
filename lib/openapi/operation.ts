import type { JsonSchema } from './row-schema.ts';

export const schemaOf = (name: string): JsonSchema => ({ $ref: `#/components/schemas/${name}` });

export interface OperationOptions {
  id: string;
  summary: string;
  tag: string;
  /** Path parameters by name. */
  path?: Record<string, JsonSchema>;
  /** Query parameters by name. */
  query?: Record<string, { required?: true; schema: JsonSchema }>;
  headers?: Record<string, JsonSchema>;
  body?: JsonSchema;
  answer: JsonSchema;
  /** Media type of the answer, where it is not JSON. */
  type?: string;
  /** Who has the answer, by its ETag, gets 304. */
  conditional?: true;
  /** Another answer that is none of the errors. */
  also?: { status: number; description: string; answer: JsonSchema };
  /** Name of the schema of its errors. */
  error: string;
  /** Statuses of errors. */
  errors: number[];
}

const STATUS: Record<number, string> = {
  400: 'The request is wrong',
  403: 'A page of another site had a browser send it',
  404: 'There is nothing of this name',
  409: 'A request with this Idempotency-Key is under way',
  410: 'The first answer to this Idempotency-Key was erased',
  413: 'The body is too large',
  415: 'The body is compressed',
  422: 'The request contradicts what is known',
  500: 'Failed for a reason that is not the request; logged',
  503: 'The store is unavailable, or a model could not be loaded',
};

/** An OpenAPI operation. */
export function operation(options: OperationOptions): Record<string, unknown> {
  const {
    id,
    summary,
    tag,
    path = {},
    query = {},
    headers = {},
    body,
    answer,
    type = 'application/json',
    conditional,
    also,
    error,
    errors,
  } = options;
  const parameters = [
    ...Object.entries(path).map(([name, schema]) => ({ name, in: 'path', required: true, schema })),
    ...Object.entries(query).map(([name, of]) => ({ name, in: 'query', ...of })),
    ...Object.entries({ ...headers, ...(conditional && { 'If-None-Match': { type: 'string' } }) }).map(
      ([name, schema]) => ({ name, in: 'header', schema }),
    ),
  ];
  const errorType = error === 'InferenceError' ? 'application/json' : 'application/problem+json';
  const failures = errors.map((status) => [
    String(status),
    { description: STATUS[status]!, content: { [errorType]: { schema: schemaOf(error) } } },
  ]);
  return {
    operationId: id,
    summary,
    tags: [tag],
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      '200': { description: 'OK', content: { [type]: { schema: answer } } },
      ...(conditional && { '304': { description: 'Not changed since the ETag of If-None-Match' } }),
      ...(also && {
        [also.status]: {
          description: also.description,
          content: { 'application/json': { schema: also.answer } },
        },
      }),
      ...Object.fromEntries(failures),
    },
  };
}

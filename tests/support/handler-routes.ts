import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Answer, type HttpEvent, type HttpHandler, send } from './handler-event.ts';
import { ROOT } from './handler-sources.ts';

interface Route {
  name: string;
  method: string;
  /** As it is written: `/models/{model}`. */
  template: string;
  path: RegExp;
}

/** The routes of serverless.yml, each with the name of its function. */
export function routes(): Route[] {
  const text = readFileSync(join(ROOT, 'serverless.yml'), 'utf8');
  const found: Route[] = [];
  let name = '';
  for (const line of text.slice(text.indexOf('\nfunctions:\n'), text.indexOf('\nresources:\n')).split('\n')) {
    name = /^ {2}(\w+):$/.exec(line)?.[1] ?? name;
    const [, method, path] = /^ +- httpApi: (GET|POST) (\S+)$/.exec(line) ?? [];
    if (!method || !path) continue;
    const expression = new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    found.push({ name, method, template: path, path: expression });
  }
  return found;
}

/** The handlers behind the routes of serverless.yml; what has no route goes to `models`, as there. */
export function routed(handlers: Record<string, HttpHandler>) {
  const known = routes();
  return async (
    method: string,
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const { pathname: rawPath, searchParams } = new URL(url, 'http://api');
    const route = known.find((one) => one.method === method && one.path.test(rawPath));
    const event: HttpEvent = {
      rawPath,
      isBase64Encoded: false,
      headers,
      queryStringParameters: Object.fromEntries(searchParams),
      requestContext: { http: { method } },
      pathParameters: { ...route?.path.exec(rawPath)?.groups },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    };
    return send(handlers[route?.name ?? 'models']!, event);
  };
}

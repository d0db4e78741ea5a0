import { ApiServer } from '../../infra/server/api-server.ts';
import type { Functions } from '../../infra/server/functions.ts';
import { startBrowser } from './browser.ts';
import { routes } from './handler-routes.ts';
import type { Looked } from './web-page.ts';

/**
 * Some of the functions behind HTTP, with the routes of serverless.yml and without schedules, and a real Chromium. What
 * has no route goes to `models`.
 */
export async function serveWeb(functions: Functions): Promise<Looked & { end(): Promise<void> }> {
  const served = routes().filter(({ name }) => name in functions);
  const table = {
    routes: served.map(({ name, method, template }) => ({ method, path: template, function: name })),
    fallback: 'models',
    schedules: [],
    timeouts: Object.fromEntries(Object.keys(functions).map((name) => [name, 29])),
  };
  const server = new ApiServer(table, functions, () => undefined);
  const url = `http://127.0.0.1:${await server.listen('127.0.0.1', 0)}`;
  const { browser, end } = await startBrowser();
  return {
    api: { url },
    browser,
    end: async () => {
      await end();
      await server.close();
    },
  };
}

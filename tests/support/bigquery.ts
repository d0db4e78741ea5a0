import { writeFile } from 'node:fs/promises';
import { httpServer } from './handler-servers.ts';

export interface FakeField {
  name: string;
  type: 'STRING' | 'INTEGER' | 'FLOAT' | 'NUMERIC' | 'BOOLEAN';
}

type Cell = string | number | boolean | null;

/** A fake of BigQuery's REST API as far as a reader needs it: one table, jobs.query, pages, a login by token. */
export interface FakeBigQuery {
  /** As BIGQUERY_EMULATOR_HOST has it. */
  url: string;
  /** For GOOGLE_APPLICATION_CREDENTIALS: an external account whose token this server gives. */
  writeCredentials(path: string): Promise<void>;
  queries: string[];
  /** Page tokens asked for. */
  pages: (string | null)[];
}

const PATH = /^\/bigquery\/v2\/projects\/([^/]+)(\/.*)$/;

/** Answers until the end of the test. */
export async function fakeBigQuery(
  table: { project: string; dataset: string; table: string },
  fields: readonly FakeField[],
  rows: readonly Record<string, Cell>[],
  pageSize: number,
): Promise<FakeBigQuery> {
  const queries: string[] = [];
  const pages: (string | null)[] = [];
  const name = `${table.project}.${table.dataset}.${table.table}`;
  let selected = fields;
  let asked = 0;

  const page = (start: number) => {
    const end = start + pageSize;
    return {
      kind: 'bigquery#queryResponse',
      jobReference: { projectId: table.project, jobId: 'job-1', location: 'EU' },
      jobComplete: true,
      schema: { fields: selected },
      totalRows: String(rows.length),
      rows: rows.slice(start, end).map((row) => ({
        f: selected.map((field) => ({ v: row[field.name] === null ? null : String(row[field.name]) })),
      })),
      ...(end < rows.length && { pageToken: `from-${end}` }),
    };
  };

  const answer = (method: string, path: string, query: URLSearchParams, body: string): [number, unknown] => {
    if (method === 'GET' && path === `/datasets/${table.dataset}/tables/${table.table}`)
      return [200, { kind: 'bigquery#table', id: name, schema: { fields } }];
    if (method === 'POST' && path === '/queries') {
      const { query: sql, useLegacySql } = JSON.parse(body);
      queries.push(sql);
      const [, columns, from] = /^SELECT (.+) FROM `(.+)`$/.exec(sql) ?? [];
      if (useLegacySql !== false || from !== name)
        return [400, { error: { code: 400, message: `Syntax error: ${sql}` } }];
      const wanted = columns!.split(', ').map((column) => column.replaceAll('`', ''));
      selected = wanted.map((column) => fields.find((field) => field.name === column)!);
      // It takes a moment: the job is to be asked again.
      return [
        200,
        { ...page(0), jobComplete: false, rows: undefined, schema: undefined, pageToken: undefined },
      ];
    }
    if (method === 'GET' && path === '/queries/job-1') {
      if (query.get('location') !== 'EU')
        return [404, { error: { code: 404, message: 'Not found: Job job-1' } }];
      if (asked++ === 0)
        return [503, { error: { code: 503, message: 'Try again', errors: [{ reason: 'backendError' }] } }];
      const token = query.get('pageToken');
      pages.push(token);
      return [200, page(token === null ? 0 : Number(token.replace('from-', '')))];
    }
    return [404, { error: { code: 404, message: `Not found: ${method} ${path}` } }];
  };

  const server = await httpServer((request, response) => {
    const url = new URL(request.url!, 'http://fake');
    const { body } = server.received.at(-1)!;
    const send = (status: number, json: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    if (url.pathname === '/token')
      return send(200, { access_token: 'a-token', token_type: 'Bearer', expires_in: 3600 });
    if (request.headers.authorization !== 'Bearer a-token')
      return send(401, { error: { code: 401, message: 'Login required' } });
    const [, project, path] = PATH.exec(url.pathname) ?? [];
    if (project !== table.project)
      return send(404, { error: { code: 404, message: `Not found: ${url.pathname}` } });
    return send(...answer(request.method!, path!, url.searchParams, body));
  });

  return {
    url: `${server.url}/bigquery/v2`,
    queries,
    pages,
    async writeCredentials(path) {
      await writeFile(`${path}.subject`, 'a subject token');
      const account = {
        type: 'external_account',
        audience: '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/providers/q',
        subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        token_url: `${server.url}/token`,
        credential_source: { file: `${path}.subject` },
      };
      await writeFile(path, JSON.stringify(account));
    },
  };
}

/** A series of an instant vector. */
export interface VectorSample {
  labels: Record<string, string>;
  value: number;
}

/** A series of a range vector: its raw samples, oldest first. */
export interface RawSeries {
  labels: Record<string, string>;
  samples: { seconds: number; value: number }[];
}

interface Answer {
  data: {
    resultType: string;
    result: { metric: Record<string, string>; value: [number, string]; values: [number, string][] }[];
  };
}

/** Client of Prometheus' HTTP API, `/api/v1/query`. Queries carry their own time (`@`). */
export class Prometheus {
  readonly #url: string;
  /** How often it scrapes the gateway. */
  readonly scrapeIntervalMs: number;

  constructor({ url, scrapeIntervalMs }: { url: string; scrapeIntervalMs: number }) {
    this.#url = url.replace(/\/+$/, '');
    this.scrapeIntervalMs = scrapeIntervalMs;
  }

  /** @throws Error when there is no answer before `signal`, or another than a vector. */
  async vector(query: string, signal: AbortSignal): Promise<VectorSample[]> {
    const result = await this.#query(query, 'vector', signal);
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  /** @throws Error when there is no answer before `signal`, or another than a matrix. */
  async raw(query: string, signal: AbortSignal): Promise<RawSeries[]> {
    const result = await this.#query(query, 'matrix', signal);
    return result.map(({ metric, values }) => ({
      labels: metric,
      samples: values.map(([seconds, value]) => ({ seconds, value: Number(value) })),
    }));
  }

  async #query(query: string, expected: string, signal: AbortSignal): Promise<Answer['data']['result']> {
    // By POST, because a query may be longer than an address may.
    const response = await fetch(`${this.#url}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query }),
      signal,
    });
    const text = await response.text();
    if (!response.ok)
      throw new Error(
        `${query}: expected 200 from Prometheus, got ${response.status}: ${text.slice(0, 500)}`,
      );
    const { data } = JSON.parse(text) as Answer;
    if (data.resultType !== expected)
      throw new Error(`${query}: expected a ${expected} from Prometheus, got a ${data.resultType}`);
    return data.result;
  }
}

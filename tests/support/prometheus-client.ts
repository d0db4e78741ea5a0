interface Series {
  metric: Record<string, string>;
  value?: [number, string];
  values?: [number, string][];
}

/** What a Grafana panel, or a person, asks a Prometheus. */
export class PrometheusClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async samples(query: string): Promise<{ labels: Record<string, string>; value: number }[]> {
    const { result } = await this.#get<{ result: Series[] }>('query', { query });
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value![1]) }));
  }

  /** Series that have a number now. */
  async now(query: string): Promise<Record<string, string>[]> {
    const samples = await this.samples(query);
    return samples.filter(({ value }) => Number.isFinite(value)).map(({ labels }) => labels);
  }

  /** Series that had a number in the last minutes. */
  async lately(query: string): Promise<Record<string, string>[]> {
    const end = Date.now() / 1000;
    const { result } = await this.#get<{ result: Series[] }>('query_range', {
      query,
      start: String(end - 300),
      end: String(end),
      step: '5',
    });
    return result
      .filter(({ values }) => values!.some(([, value]) => Number.isFinite(Number(value))))
      .map(({ metric }) => metric);
  }

  /** What a variable offers. @param kind - `query_result`, or `label_values <label>` */
  async options(query: string, kind: string, regex: string | undefined): Promise<string[]> {
    const label = /^label_values (\w+)$/.exec(kind)?.[1];
    if (label) return this.#get<string[]>(`label/${label}/values`, { 'match[]': query });
    const [, pattern] = /^\/(.+)\/$/.exec(regex!)!;
    return (await this.now(query)).map((metric) => {
      const labels = Object.entries(metric).map(([name, value]) => `${name}="${value}"`);
      return new RegExp(pattern!).exec(`{${labels.join(',')}}`)![1]!;
    });
  }

  /** The rules, as Prometheus judged them. */
  async rules(): Promise<{ name: string; health: string; lastError?: string }[]> {
    const { groups } = await this.#get<{ groups: { rules: { name: string; health: string }[] }[] }>(
      'rules',
      {},
    );
    return groups.flatMap(({ rules }) => rules);
  }

  async #get<T>(path: string, parameters: Record<string, string>): Promise<T> {
    const response = await fetch(`${this.#url}/api/v1/${path}?${new URLSearchParams(parameters)}`);
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${JSON.stringify(parameters)}: expected 200 from Prometheus, got ${text}`);
    return (JSON.parse(text) as { data: T }).data;
  }
}

import { positiveIncrease } from '../../lib/metrics/positive-increase.ts';

interface Matrix {
  data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
}

/**
 * What Prometheus saw a counter grow by, per label set: the sum of positive increases over its raw samples. Not
 * `increase()`, which extrapolates. Series that differ only in `slot` or `environment` are added up.
 */
export async function seenIncreases(
  prometheus: string,
  metric: string,
  job: string,
): Promise<{ increases: Map<string, number>; series: number }> {
  const query = encodeURIComponent(`${metric}{job="${job}"}[1h]`);
  const response = await fetch(`${prometheus}/api/v1/query?query=${query}`);
  if (!response.ok)
    throw new Error(`expected 200 from Prometheus, got ${response.status}: ${await response.text()}`);
  const { data } = (await response.json()) as Matrix;
  const increases = new Map<string, number>();
  for (const { metric: labels, values } of data.result) {
    const { __name__: name, job: _, instance: __, slot: ___, environment: ____, le, ...kept } = labels;
    const bound = le === undefined ? {} : { le: String(le === '+Inf' ? le : Number(le)) };
    const key = `${name} ${JSON.stringify(Object.entries({ ...kept, ...bound }).sort())}`;
    const increase = positiveIncrease(values.map(([, value]) => Number(value)));
    increases.set(key, (increases.get(key) ?? 0) + increase);
  }
  return { increases, series: data.result.length };
}

/** Waits until Prometheus scrapes the gateway; its first scrape comes some seconds after its start. */
export async function scraping(prometheus: string): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    const query = encodeURIComponent('up{job="pushgateway"} == 1');
    const response = await fetch(`${prometheus}/api/v1/query?query=${query}`);
    if (((await response.json()) as Matrix).data.result.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('expected Prometheus to scrape the gateway within 30 s');
}

import { setTimeout as sleep } from 'node:timers/promises';
import { PrometheusClient } from './prometheus-client.ts';

/** Waits until Prometheus has begun so many more scrapes of the gateway, which on a busy machine are late. */
export async function scraped(prometheus: string, times = 2): Promise<void> {
  const client = new PrometheusClient(prometheus);
  const began = Date.now() / 1000;
  const seen = new Set<number>();
  while (seen.size < times) {
    await sleep(50);
    const [last] = await client.samples('timestamp(up{job="pushgateway"})');
    if (last && last.value > began) seen.add(last.value);
  }
}

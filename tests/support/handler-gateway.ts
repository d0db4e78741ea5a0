import { setTimeout as sleep } from 'node:timers/promises';
import { readEnvironment } from '../../infra/local/environment.ts';
import type { Service } from '../../infra/local/service.ts';
import { startServices } from '../../infra/local/services.ts';
import { type ParsedSample, parseText } from '../../lib/metrics/parse-text.ts';
import { temporaryDirectory } from './handler-runtime.ts';

/** A real Pushgateway of this file's own, even where the environment gives the address of another. */
export async function startGateway(): Promise<Service & { end(): Promise<void> }> {
  const services = await startServices({
    names: ['pushgateway'],
    root: process.cwd(),
    directory: await temporaryDirectory(),
    environment: { ...readEnvironment(), addresses: {} },
    log: () => undefined,
    ports: 'free',
  });
  return Object.assign(services.pushgateway, { end: () => services.stop() });
}

/** What the gateway shows. */
export async function scrape(url: string): Promise<ParsedSample[]> {
  const response = await fetch(`${url}/metrics`);
  const text = await response.text();
  if (!response.ok) throw new Error(`expected metrics, got ${response.status}: ${text}`);
  return parseText(text);
}

/** The groups of a gateway, by the labels they were pushed under. */
export const groupsOf = (samples: readonly ParsedSample[]): Record<string, string>[] =>
  samples
    .filter(({ name }) => name === 'push_time_seconds')
    .map(({ labels: { instance: _, ...group } }) => group);

/** The value of a metric, added up over all series that have these labels; undefined when there are none. */
export function sumOf(
  samples: readonly ParsedSample[],
  metric: string,
  wanted: Record<string, string> = {},
): number | undefined {
  const found = samples.filter(
    ({ name, labels }) =>
      name === metric && Object.entries(wanted).every(([label, value]) => labels[label] === value),
  );
  return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
}

/** Waits until `check` holds of what the gateway shows: it says 202 to a push before it has applied it. */
export async function shown(url: string, check: (samples: ParsedSample[]) => void): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      return check(await scrape(url));
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(10);
    }
  }
}

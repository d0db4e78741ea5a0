import { readFileSync } from 'node:fs';
import { prometheusConfig, scrapeTarget } from '../../infra/local/scrape.ts';

const template = readFileSync('prometheus.yml', 'utf8');
const targets = {
  pushgateway: '127.0.0.1:19091',
  alertmanager: '127.0.0.1:19093',
  prometheus: '127.0.0.1:19090',
  rules: '/project/infra/prometheus/*.yml',
};

describe("Prometheus' configuration", () => {
  test('has the addresses, the rules and the interval in place of those of Compose', () => {
    const config = prometheusConfig(template, { ...targets, interval: '1s' });
    for (const target of ['127.0.0.1:19091', '127.0.0.1:19093', '127.0.0.1:19090']) {
      expect(config).toContain(`- targets: ["${target}"]`);
    }
    expect(config).toContain('- "/project/infra/prometheus/*.yml"');
    const intervals = [...config.matchAll(/^ +(\w+_interval): (.+)$/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    expect(intervals).toEqual([
      ['scrape_interval', '1s'],
      ['evaluation_interval', '1s'],
      ['scrape_interval', '1s'],
    ]);
    expect(config).not.toMatch(/pushgateway:9091|alertmanager:9093|localhost:9090/);
    expect(config).toContain('honor_labels: true');
  });

  test('keeps the file’s intervals when none is given: the gateway is scraped every 5 s', () => {
    const config = prometheusConfig(template, targets);
    expect(config).toMatch(/^ {2}scrape_interval: 15s$/m);
    expect(config).toMatch(/job_name: pushgateway\n(?: +#.*\n)* {4}scrape_interval: 5s$/m);
  });

  test('has no target for a service that does not run', () => {
    const config = prometheusConfig(template, { ...targets, alertmanager: undefined });
    expect(config.match(/- targets: \[\]/g)).toHaveLength(2); // its alerts and its own metrics
  });

  test('is refused when the template names no gateway', () => {
    expect(() => prometheusConfig(template.replace('pushgateway:9091', 'other:9091'), targets)).toThrow(
      'prometheus.yml: expected to find ["pushgateway:9091"]',
    );
  });
});

test('only a plain http address can be a target', () => {
  expect(scrapeTarget('http://10.0.0.1:9091')).toBe('10.0.0.1:9091');
  expect(scrapeTarget('http://gateway.internal')).toBe('gateway.internal:80');
  for (const url of [
    'https://gateway.example',
    'http://gateway.example/prefix',
    'http://user:word@gateway.example',
  ]) {
    expect(() => scrapeTarget(url)).toThrow('DRIFTGATE_PROMETHEUS_URL');
  }
});

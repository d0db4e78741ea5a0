/** What is put in place of the Compose names in the project's prometheus.yml. */
export interface ScrapeTargets {
  /** `host:port` each; a service that does not run has none. */
  readonly pushgateway?: string | undefined;
  readonly alertmanager?: string | undefined;
  readonly prometheus: string;
  /** Where the rule files are, as Prometheus sees it. */
  readonly rules: string;
  /** Prometheus' duration, such as `1s`, of every scrape and rule; without it the file's own stay. */
  readonly interval?: string | undefined;
}

/**
 * The project's prometheus.yml with this machine's addresses. Replaces exact text, not YAML, so that comments and order
 * stay; throws when the text is not there, because a silently unscraped gateway looks like a quiet one.
 */
export function prometheusConfig(template: string, targets: ScrapeTargets): string {
  const replacements: [from: string | RegExp, to: string][] = [
    ['["pushgateway:9091"]', listOf(targets.pushgateway)],
    ['["alertmanager:9093"]', listOf(targets.alertmanager)],
    ['["localhost:9090"]', listOf(targets.prometheus)],
    ['"infra/prometheus/*.yml"', JSON.stringify(targets.rules)],
  ];
  if (targets.interval)
    replacements.push([/(?<=^ +(?:scrape|evaluation)_interval: ).+$/gm, targets.interval]);
  return replacements.reduce((config, [from, to]) => {
    const replaced = config.replaceAll(from, () => to);
    if (replaced === config && !config.includes(to))
      throw new Error(`prometheus.yml: expected to find ${from}`);
    return replaced;
  }, template);
}

function listOf(target: string | undefined): string {
  return target === undefined ? '[]' : `[${JSON.stringify(target)}]`;
}

/** `host:port` of an address that Prometheus can scrape as it is. */
export function scrapeTarget(url: string): string {
  const { protocol, hostname, port, pathname, username } = new URL(url);
  if (protocol !== 'http:' || pathname !== '/' || username) {
    throw new Error(
      `a Prometheus started here can only use plain http://host:port addresses, got "${url}"; ` +
        'set DRIFTGATE_PROMETHEUS_URL to a Prometheus that already scrapes it',
    );
  }
  return `${hostname}:${port || 80}`;
}

import type { Section } from '../dashboard.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines } from '../target.ts';

const LIMIT = 'half of the interval';

export const scrape = (): Section => [
  'The way of these numbers',
  timeSeries(
    {
      title: 'Scrape duration',
      description:
        'Time that Prometheus takes to read the Pushgateway. ScrapeSlow alerts above half of the interval, as it was in the last five minutes: then give the gateway memory, or serve fewer models from it.',
      unit: 's',
      width: 24,
      min: 0,
    },
    lines('scrape_duration_seconds{job="pushgateway"}', '{{instance}}'),
    // As ScrapeSlow has it, whatever the interval is: so many scrapes in 300 seconds.
    lines('0.5 * 300 / count_over_time(scrape_duration_seconds{job="pushgateway"}[5m])', LIMIT),
  ).overrideByName(LIMIT, [
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 8] } },
    { id: 'color', value: { mode: 'fixed', fixedColor: 'red' } },
  ]),
];

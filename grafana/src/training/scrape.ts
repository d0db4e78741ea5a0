import type { Section } from '../dashboard.ts';
import { timeSeries } from '../panels/time-series.ts';
import { lines } from '../target.ts';
import { badFrom } from '../threshold.ts';

export const scrape = (): Section => [
  'The way of these numbers',
  timeSeries(
    {
      title: 'Scrape duration',
      description:
        'Time that Prometheus takes to read the Pushgateway. ScrapeSlow alerts above half of the interval: then give the gateway memory, or serve fewer models from it.',
      unit: 's',
      width: 24,
      min: 0,
      thresholds: badFrom(2.5),
    },
    lines('scrape_duration_seconds{job="pushgateway"}', '{{instance}}'),
  ),
];

import type { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { About } from './about.ts';
import { timeSeries } from './time-series.ts';

/** Names that the queries of the ends must have as their legend. */
export const [LOWER, UPPER] = ['lower end', 'upper end'];

/** Lines over time with an interval around them: those called LOWER and UPPER are its ends. */
export const band = (about: About, ...targets: DataqueryBuilder[]): PanelBuilder =>
  timeSeries(about, ...targets)
    .overrideByName(LOWER!, [{ id: 'custom.lineWidth', value: 0 }])
    .overrideByName(UPPER!, [
      { id: 'custom.lineWidth', value: 0 },
      { id: 'custom.fillBelowTo', value: LOWER },
      { id: 'custom.fillOpacity', value: 20 },
    ]);

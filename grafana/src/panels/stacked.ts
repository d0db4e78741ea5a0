import { StackingConfigBuilder, StackingMode } from '@grafana/grafana-foundation-sdk/common';
import type { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { About } from './about.ts';
import { timeSeries } from './time-series.ts';

/** Areas over time that add up. */
export const stacked = (about: About, ...targets: DataqueryBuilder[]): PanelBuilder =>
  timeSeries(about, ...targets)
    .fillOpacity(30)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));

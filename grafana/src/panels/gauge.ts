import { ReduceDataOptionsBuilder } from '@grafana/grafana-foundation-sdk/common';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/gauge';
import type { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { type About, tell } from './about.ts';

/** A gauge for each line: its last value between its smallest and its largest in the time range. */
export const gauge = (about: About, ...targets: DataqueryBuilder[]): PanelBuilder =>
  tell(new PanelBuilder(), about, targets)
    .fieldMinMax(true)
    .showThresholdMarkers(false)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false).fields(''));

import { PanelBuilder, YAxisConfigBuilder } from '@grafana/grafana-foundation-sdk/heatmap';
import type { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { type About, tell } from './about.ts';

/** Buckets over time. The unit is that of their bounds; what is in them is counted. */
export const heatmap = (about: About, target: DataqueryBuilder): PanelBuilder =>
  tell(new PanelBuilder(), { ...about, unit: 'short' }, [target])
    .calculate(false)
    .yAxis(new YAxisConfigBuilder().unit(about.unit))
    .cellGap(1);

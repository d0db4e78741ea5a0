import {
  LegendDisplayMode,
  LegendPlacement,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';

/** Names below the panel, or none. */
export const legend = (isShown: boolean): VizLegendOptionsBuilder =>
  new VizLegendOptionsBuilder()
    .displayMode(isShown ? LegendDisplayMode.List : LegendDisplayMode.Hidden)
    .placement(LegendPlacement.Bottom)
    .showLegend(isShown)
    .calcs([]);

import {
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LineInterpolation,
  SortOrder,
  TooltipDisplayMode,
  VisibilityMode,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { type About, tell } from './about.ts';
import { legend } from './legend.ts';

/** Lines over time; thresholds that are given are dashed lines. */
export const timeSeries = (about: About, ...targets: DataqueryBuilder[]): PanelBuilder =>
  tell(new PanelBuilder(), about, targets)
    .legend(legend(true))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .lineInterpolation(LineInterpolation.Linear)
    .showPoints(VisibilityMode.Auto)
    .fillOpacity(0)
    .thresholdsStyle(
      new GraphThresholdsStyleConfigBuilder().mode(
        about.thresholds ? GraphThresholdsStyleMode.Dashed : GraphThresholdsStyleMode.Off,
      ),
    );

import { VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import type { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { type About, tell } from './about.ts';
import { legend } from './legend.ts';

/** States over time, a row for each line; `mappings` says what values mean. */
export const stateTimeline = (about: About, ...targets: DataqueryBuilder[]): PanelBuilder =>
  tell(new PanelBuilder(), about, targets)
    .mergeValues(true)
    .showValue(VisibilityMode.Never)
    .legend(legend(true));

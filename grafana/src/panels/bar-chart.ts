import { PanelBuilder } from '@grafana/grafana-foundation-sdk/barchart';
import { VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import type { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { type About, tell } from './about.ts';
import { cornerOf } from './corner.ts';
import { legend } from './legend.ts';
import { text } from './property.ts';

/** Bars side by side: a group for each value of `group`, in the order of its values, and in it one for each of `bar`. */
export function barChart(
  about: About,
  labels: { group: string; bar: string },
  target: DataqueryBuilder,
): PanelBuilder {
  const corner = cornerOf(labels.group, labels.bar);
  return tell(new PanelBuilder(), about, [target])
    .withTransformation({
      id: 'groupingToMatrix',
      options: { rowField: labels.group, columnField: labels.bar, valueField: 'Value' },
    })
    .withTransformation({ id: 'sortBy', options: { fields: {}, sort: [{ field: corner }] } })
    .overrideByName(corner, [text])
    .xField(corner)
    .showValue(VisibilityMode.Never)
    .legend(legend(true));
}

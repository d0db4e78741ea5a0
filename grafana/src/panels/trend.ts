import { VisibilityMode } from '@grafana/grafana-foundation-sdk/common';
import type { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/trend';
import { type About, tell } from './about.ts';
import { legend } from './legend.ts';
import { unit } from './property.ts';

/** A curve of the values of a query over one of its labels, which is a number. */
export const trend = (about: About, label: string, target: DataqueryBuilder): PanelBuilder =>
  tell(new PanelBuilder(), about, [target])
    .withTransformation({ id: 'filterFieldsByName', options: { include: { names: [label, 'Value'] } } })
    .withTransformation({
      id: 'convertFieldType',
      options: { fields: {}, conversions: [{ targetField: label, destinationType: 'number' }] },
    })
    .withTransformation({ id: 'sortBy', options: { fields: {}, sort: [{ field: label }] } })
    .withTransformation({
      id: 'organize',
      options: { excludeByName: {}, indexByName: {}, renameByName: { Value: about.title } },
    })
    // The unit is that of the values.
    .overrideByName(label, [unit('none')])
    .xField(label)
    .showPoints(VisibilityMode.Always)
    .legend(legend(false));

import { TableCellDisplayMode } from '@grafana/grafana-foundation-sdk/common';
import type {
  DynamicConfigValue,
  ThresholdsConfigBuilder,
  ValueMap,
} from '@grafana/grafana-foundation-sdk/dashboard';

// How one field differs from the others of its panel.

const cell = (type: TableCellDisplayMode): DynamicConfigValue => ({
  id: 'custom.cellOptions',
  value: { type },
});

export const sparkline = cell(TableCellDisplayMode.Sparkline);
export const unit = (value: string): DynamicConfigValue => ({ id: 'unit', value });
/** Names stay as they are: Grafana reads those that look like numbers as values, and calls class 1 100 %. */
export const text: DynamicConfigValue = { id: 'unit', value: 'string' };
export const decimals = (value: number): DynamicConfigValue => ({ id: 'decimals', value });

/** Text in the colours of thresholds, or of what values mean. */
export const colored = (by: ThresholdsConfigBuilder | ValueMap[]): DynamicConfigValue[] => [
  cell(TableCellDisplayMode.ColorText),
  Array.isArray(by) ? { id: 'mappings', value: by } : { id: 'thresholds', value: by.build() },
];

/** Where a click leads. */
export const linking = (link: { title: string; url: string }): DynamicConfigValue => ({
  id: 'links',
  value: [link],
});

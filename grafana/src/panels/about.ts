import type { ThresholdsConfigBuilder, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import type { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PROMETHEUS } from '../data-source.ts';
import { neutral } from '../threshold.ts';

/** What every panel says of itself. */
export interface About {
  title: string;
  /** What it shows and what to do about it. */
  description: string;
  /** Grafana's id of the unit. */
  unit: string;
  /** Of 24 columns. */
  width: number;
  height?: number;
  min?: number;
  max?: number;
  decimals?: number;
  thresholds?: ThresholdsConfigBuilder;
  mappings?: ValueMapping[];
  /** Shown in place of no value. */
  none?: string;
}

/** What the builders of all kinds of panels have in common. */
interface PanelBuilder {
  title(title: string): unknown;
  description(description: string): unknown;
  datasource(reference: typeof PROMETHEUS): unknown;
  unit(unit: string): unknown;
  span(columns: number): unknown;
  height(rows: number): unknown;
  min(value: number): unknown;
  max(value: number): unknown;
  decimals(count: number): unknown;
  thresholds(thresholds: ThresholdsConfigBuilder): unknown;
  mappings(mappings: ValueMapping[]): unknown;
  noValue(text: string): unknown;
  targets(targets: DataqueryBuilder[]): unknown;
}

const HEIGHT = 8;

export function tell<P extends PanelBuilder>(panel: P, about: About, targets: DataqueryBuilder[]): P {
  const { title, description, unit, width, height = HEIGHT, min, max, decimals, mappings, none } = about;
  panel.title(title);
  panel.description(description);
  panel.datasource(PROMETHEUS);
  panel.unit(unit);
  panel.span(width);
  panel.height(height);
  if (min !== undefined) panel.min(min);
  if (max !== undefined) panel.max(max);
  if (decimals !== undefined) panel.decimals(decimals);
  panel.thresholds(about.thresholds ?? neutral());
  if (mappings) panel.mappings(mappings);
  if (none !== undefined) panel.noValue(none);
  panel.targets(targets);
  return panel;
}

import type { Feature } from '../../../../lib/model/definition.ts';
import type { Row } from '../../api/client.ts';
import { formatValue } from '../../format/feature-value.ts';

const LONGEST = 80;

/** What a model was asked, in a line: its values in the order of the features, cut where it is long. */
export function rowSummary(features: readonly Feature[], row: Row): string {
  const values = features
    .filter(({ name }) => row[name] !== null && row[name] !== undefined)
    .map((feature) => formatValue(feature, row[feature.name]));
  const text = values.join(' · ');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

import type { FeatureValues } from '../../lib/log/record.ts';
import { UNKNOWN_MODEL } from '../../lib/metrics/reasons.ts';
import type { ClassLabel, Feature, ModelDefinition } from '../../lib/model/definition.ts';

/** A request that must be refused, and the model that the refusal counts for. */
export interface WrongRequest {
  path: string;
  body: string;
  model: string;
}

const isNumeric = ({ type }: Feature): boolean => type === 'number' || type === 'integer';

/** One of each kind that the model's schema can be broken in, each made of a good row. */
export function wrongPredictions(
  { name, features }: ModelDefinition,
  row: Readonly<FeatureValues>,
): WrongRequest[] {
  const path = `/models/${name}/predict`;
  const bounded = features.find((feature) => isNumeric(feature) && feature.range);
  const required = features.find(({ nullable }) => !nullable);
  const closed = features.find(
    (feature) => feature.categories && (feature.closed ?? feature.type === 'integer'),
  );
  const first = features[0]!;
  const bodies: unknown[] = [
    ...(bounded ? [{ ...row, [bounded.name]: bounded.range![1] + 1 }] : []),
    ...(required ? [{ ...row, [required.name]: undefined }] : []),
    ...(closed ? [{ ...row, [closed.name]: isNumeric(closed) ? 99 : 'no such category' }] : []),
    { ...row, [first.name]: isNumeric(first) ? 'plenty' : 17 },
    { ...row, favourite_colour: 'green' },
    { instances: [] },
  ];
  return [
    ...bodies.map((body) => ({ path, body: JSON.stringify(body), model: name })),
    { path, body: `{"${first.name}": NaN}`, model: name },
    { path: '/predict', body: JSON.stringify({ height: 1.8 }), model: UNKNOWN_MODEL },
    { path: '/models/no-such-model/predict', body: JSON.stringify(row), model: UNKNOWN_MODEL },
  ];
}

/** Outcomes that must be refused, each made of a good one. */
export function wrongOutcomes(
  { name, classes }: ModelDefinition,
  prediction: { prediction_id: string; label: ClassLabel },
  actual: ClassLabel,
): WrongRequest[] {
  const { prediction_id: id, label } = prediction;
  const other = classes.find((candidate) => candidate !== label);
  const of = (model: string, body: unknown) => ({ path: '/feedback', body: JSON.stringify(body), model });
  return [
    of(UNKNOWN_MODEL, { prediction_id: 17, actual_outcome: actual }),
    of(name, { prediction_id: id.replace(/\d+$/, '999999'), actual_outcome: actual }),
    of(name, { prediction_id: id, actual_outcome: 'no such class' }),
    of(name, { prediction_id: id, actual_outcome: actual, predicted_outcome: other }),
  ];
}

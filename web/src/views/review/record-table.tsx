import type { Feature } from '../../../../lib/model/definition.ts';
import { sensitivity } from '../../../../lib/model/sensitivity.ts';
import { featureName } from '../../format/feature-name.ts';
import { formatValue } from '../../format/feature-value.ts';

interface RecordTableProperties {
  features: readonly Feature[];
  /** As stored; it may have more than the model was asked about. */
  values: Readonly<Record<string, number | string | null>>;
}

/** What a prediction was about, with its meaning and units. */
export function RecordTable({ features, values }: RecordTableProperties) {
  const byName = new Map(features.map((feature) => [feature.name, feature]));
  const others = Object.keys(values).filter((name) => !byName.has(name));
  const hidden = features.every((feature) => isHidden(feature, values[feature.name] ?? null));
  return (
    <>
      {hidden && (
        <p class="small">
          What the model was asked is sensitive and not stored: judge only what you know from elsewhere.
        </p>
      )}
      <dl class="record">
        {[...byName.keys(), ...others].map((name) => (
          <div key={name}>
            <dt>{featureName(name)}</dt>
            <dd>{stored(byName.get(name), values[name] ?? null)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

const isHidden = (feature: Feature, value: number | string | null): boolean =>
  value === null && sensitivity(feature) !== undefined;

function stored(feature: Feature | undefined, value: number | string | null) {
  if (feature && isHidden(feature, value)) return <span class="small">not stored</span>;
  const unit = value === null ? undefined : feature?.unit;
  return (
    <>
      {formatValue(feature, value)} {unit && <span class="small">{unit}</span>}
    </>
  );
}

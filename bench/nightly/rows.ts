import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FeatureValues } from '../../lib/log/record.ts';
import type { ClassLabel, ModelDefinition } from '../../lib/model/definition.ts';
import type { ModelFolder } from '../../lib/model/registry.ts';

export interface Row {
  features: FeatureValues;
  actual: ClassLabel;
}

/** Of a number, up or down. */
const MOST_CHANGE = 0.02;

/**
 * Any number of rows that look as a model's real ones do: those of its folder in turn, each number changed a little and
 * written with as many decimals as before, so that columns have as many values as those of real customers.
 */
export function rowMaker({ definition, directory }: ModelFolder, random: () => number): (i: number) => Row {
  const originals = ['holdout', 'unseen'].flatMap((name) =>
    readFileSync(join(directory, `${name}.ndjson`), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Row),
  );
  const scales = originals.map(({ features }) => scalesOf(definition, features));
  return (i) => {
    const at = i % originals.length;
    const { features, actual } = originals[at]!;
    const changed: FeatureValues = {};
    for (const name in features) {
      const value = features[name]!;
      const scale = scales[at]![name];
      changed[name] =
        scale === undefined
          ? value
          : Math.round((value as number) * scale * (1 + (2 * random() - 1) * MOST_CHANGE)) / scale;
    }
    return { features: changed, actual };
  };
}

/** Ten to the number of decimals, of each number that is no code of a category. */
function scalesOf({ features }: ModelDefinition, values: FeatureValues): Record<string, number> {
  const numbers = features.filter(
    ({ name, categories }) => categories === undefined && typeof values[name] === 'number',
  );
  return Object.fromEntries(
    numbers.map(({ name }) => [name, 10 ** (String(values[name]).split('.')[1] ?? '').length]),
  );
}

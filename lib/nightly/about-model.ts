import { storedFeatures } from '../model/text-features.ts';
import { profiledAs } from '../profile/columns.ts';
import type { MonitoredModel } from './job.ts';
import type { Report } from './report.ts';

/** What a report says of the model and of what it is compared to. */
export const aboutModel = ({
  definition,
  reference,
}: MonitoredModel): Pick<Report, 'model' | 'definition' | 'reference' | 'meanings' | 'unprofiled'> => ({
  model: definition.name,
  definition: { version: definition.version, trained_at: definition.trained_at },
  reference: {
    version: reference.version,
    source: reference.source,
    rows: reference.profile.rows,
    hash: reference.hash,
  },
  meanings: {
    classes: definition.class_names ?? {},
    categories: Object.fromEntries(
      definition.features.flatMap(({ name, category_names: names }) => (names ? [[name, names]] : [])),
    ),
  },
  unprofiled: storedFeatures(definition).flatMap((feature) => {
    const as = profiledAs(feature);
    if (typeof as === 'object') return [{ feature: feature.name, reason: as.reason as string }];
    const inReference = Object.hasOwn(reference.bins.features, feature.name);
    return inReference ? [] : [{ feature: feature.name, reason: 'not_in_reference' }];
  }),
});

import type { ModelDefinition } from '../model/definition.ts';
import type { LabelSource } from './label-sql.ts';

/** What a profile of labelled rows needs to know of the model. */
export const labelSource = ({ classes, task, positive_class }: ModelDefinition): LabelSource => ({
  classes: classes.map(String),
  ...(task === 'binary' ? { positive: String(positive_class) } : {}),
});

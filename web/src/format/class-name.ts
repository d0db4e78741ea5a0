import type { ClassLabel, ModelDefinition } from '../../../lib/model/definition.ts';

/** What a class is called to people: its name where the model has one, else itself. */
export const className = (
  { class_names: names = {} }: Pick<ModelDefinition, 'class_names'>,
  label: ClassLabel,
): string => (Object.hasOwn(names, String(label)) ? names[String(label)]! : String(label));

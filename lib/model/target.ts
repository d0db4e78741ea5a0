import type { ModelDefinition } from './definition.ts';

/** Column of the actual class in rows to train on. */
export const targetColumn = ({ target }: Pick<ModelDefinition, 'target'>): string => target ?? 'actual';

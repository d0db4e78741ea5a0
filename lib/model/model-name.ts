const NAME = /^[a-z][a-z0-9-]{0,62}$/;

/** Whether this can be the name of a model, which is part of ids and of keys in the store. */
export const isModelName = (value: unknown): value is string => typeof value === 'string' && NAME.test(value);

import type { Feature } from './definition.ts';

/** How a feature is kept from being stored as it came; undefined when it may be. People write names into texts. */
export const sensitivity = ({ type, sensitive }: Feature): 'drop' | 'hash' | undefined =>
  sensitive === undefined && type === 'text' ? 'drop' : sensitive || undefined;

const { safeLoadAll } = require('js-yaml') as { safeLoadAll(text: string): unknown[] };

/** The documents of a YAML file. */
// biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
export const parseYaml = (text: string): any[] => safeLoadAll(text);

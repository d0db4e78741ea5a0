const OPERATORS = new Set(['and', 'or', 'unless', 'bool', 'offset', 'inf', 'nan', 'start', 'end', 'atan2']);

/** Names of the metrics a PromQL expression selects; not of those it selects by `__name__`. */
export function metricsOf(expression: string): string[] {
  const bare = expression
    .replace(/\$\w+/g, ' ') // Grafana's variables, between expressions
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, ' ')
    .replace(/\{[^}]*\}|\[[^\]]*\]/g, ' ')
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/gi, ' ')
    .replace(/\b(?:by|group_left|group_right)\b/gi, ' ');
  const names = [...bare.matchAll(/(?<![\w:.])[a-zA-Z_:][\w:]*(?!\s*\()(?![\w:])/g)].map(([name]) => name);
  return names.filter((name) => !OPERATORS.has(name.toLowerCase()));
}

/** What an expression wants of `__name__`, as patterns of whole names. */
export const namePatternsOf = (expression: string): RegExp[] =>
  [...expression.matchAll(/__name__\s*=~\s*"([^"]*)"/g)].map(([, pattern]) => new RegExp(`^(?:${pattern})$`));

/** Every selector of an expression, `name{matchers}`; not those without a name. */
export const selectorsOf = (expression: string): string[] => {
  const names = new Set(metricsOf(expression));
  return [...expression.matchAll(/(?<!["\w:])([a-zA-Z_:][\w:]*)(\{[^}]*\})?/g)]
    .filter(([, name]) => names.has(name!))
    .map(([selector]) => selector);
};

type Schema = boolean | Record<string, unknown>;

/** Names of the properties that a schema looked at; undefined where the value is not valid. */
type Result = ReadonlySet<string> | undefined;

interface Context {
  /** The schema that the keyword is in, and the document that references lead into. */
  schema: Record<string, unknown>;
  root: Schema;
  /** What other keywords beside this one looked at. */
  seen: ReadonlySet<string>;
}

type Rule = (rule: never, value: unknown, context: Context) => boolean | Result;

const ANNOTATIONS =
  /^(\$comment|\$defs|\$dynamicAnchor|\$id|\$schema|default|definitions|deprecated|description|else|examples|format|id|then|title|x-.*)$/;
const NOTHING: ReadonlySet<string> = new Set();

/** Whether it holds, for each keyword that is used; those that look at properties say at which. */
const RULES: Record<string, Rule> = {
  $ref: (ref: string, value, { root }) => evaluate(resolveRef(root, ref), value, root),
  $dynamicRef: (ref: string, value, { root }) => evaluate(resolveAnchor(root, ref), value, root),
  allOf: (list: Schema[], value, { root }) => all(list.map((one) => evaluate(one, value, root))),
  anyOf: (list: Schema[], value, { root }) => {
    const held = list.map((one) => evaluate(one, value, root)).filter((result) => result);
    return held.length > 0 && all(held);
  },
  oneOf: (list: Schema[], value, { root }) => {
    const held = list.map((one) => evaluate(one, value, root)).filter((result) => result);
    return held.length === 1 && held[0];
  },
  not: (schema: Schema, value, { root }) => evaluate(schema, value, root) === undefined,
  if: (condition: Schema, value, { root, schema }) => {
    const held = evaluate(condition, value, root);
    const branch = (held ? schema.then : schema.else) as Schema | undefined;
    return all([held ?? NOTHING, branch === undefined ? NOTHING : evaluate(branch, value, root)]);
  },
  dependentSchemas: (schemas: Record<string, Schema>, value, { root }) =>
    all(
      Object.entries(schemas).map(([name, schema]) =>
        isObject(value) && Object.hasOwn(value, name) ? evaluate(schema, value, root) : NOTHING,
      ),
    ),

  type: (types: string | string[], value) => [types].flat().some((type) => isType(type, value)),
  const: (one: unknown, value) => one === value,
  enum: (list: unknown[], value) => list.includes(value),
  minimum: (bound: number, value) => typeof value !== 'number' || value >= bound,
  maximum: (bound: number, value) => typeof value !== 'number' || value <= bound,
  exclusiveMinimum: (bound: number, value) => typeof value !== 'number' || value > bound,
  exclusiveMaximum: (bound: number, value) => typeof value !== 'number' || value < bound,
  minLength: (bound: number, value) => typeof value !== 'string' || [...value].length >= bound,
  maxLength: (bound: number, value) => typeof value !== 'string' || [...value].length <= bound,
  pattern: (pattern: string, value) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
  minItems: (bound: number, value) => !Array.isArray(value) || value.length >= bound,
  maxItems: (bound: number, value) => !Array.isArray(value) || value.length <= bound,
  uniqueItems: (unique: boolean, value) =>
    !unique ||
    !Array.isArray(value) ||
    new Set(value.map((item) => JSON.stringify(item))).size === value.length,
  items: (items: Schema, value, { root }) =>
    !Array.isArray(value) || value.every((item) => accepts(items, item, root)),

  required: (names: string[], value) => !isObject(value) || names.every((name) => Object.hasOwn(value, name)),
  minProperties: (bound: number, value) => !isObject(value) || Object.keys(value).length >= bound,
  maxProperties: (bound: number, value) => !isObject(value) || Object.keys(value).length <= bound,
  propertyNames: (schema: Schema, value, { root }) =>
    !isObject(value) || Object.keys(value).every((name) => accepts(schema, name, root)),
  properties: (properties: Record<string, Schema>, value, { root }) =>
    look(value, root, (name) => (Object.hasOwn(properties, name) ? [properties[name]!] : [])),
  patternProperties: (patterns: Record<string, Schema>, value, { root }) =>
    look(value, root, (name) => matching(patterns, name).map((pattern) => patterns[pattern]!)),
  additionalProperties: (schema: Schema, value, { root, schema: { properties, patternProperties } }) =>
    look(value, root, (name) => {
      const named = Object.hasOwn((properties ?? {}) as object, name);
      return named || matching(patternProperties ?? {}, name).length > 0 ? [] : [schema];
    }),
  unevaluatedProperties: (schema: Schema, value, { root, seen }) =>
    look(value, root, (name) => (seen.has(name) ? [] : [schema])),
};

/** Whether the value is valid by the part of JSON Schema 2020-12 that is used here. @throws Error on any other keyword */
export const accepts = (schema: Schema, value: unknown, root: Schema = schema): boolean =>
  evaluate(schema, value, root) !== undefined;

function evaluate(schema: Schema, value: unknown, root: Schema): Result {
  if (typeof schema === 'boolean') return schema ? NOTHING : undefined;
  const seen = new Set<string>();
  const last = (keyword: string): number => Number(keyword === 'unevaluatedProperties');
  for (const keyword of Object.keys(schema).sort((a, b) => last(a) - last(b))) {
    if (ANNOTATIONS.test(keyword)) continue;
    const rule = RULES[keyword];
    if (!rule) throw new Error(`expected a keyword of JSON Schema that is known here, got ${keyword}`);
    const result = rule(schema[keyword] as never, value, { schema, root, seen });
    if (!result) return undefined;
    for (const name of result === true ? [] : result) seen.add(name);
  }
  return seen;
}

/** What all of them looked at, where all hold. */
const all = (results: readonly Result[]): Result =>
  results.every((result) => result) ? new Set(results.flatMap((result) => [...result!])) : undefined;

/** Looks at the properties that there are schemas for. */
function look(value: unknown, root: Schema, schemasFor: (name: string) => Schema[]): Result {
  if (!isObject(value)) return NOTHING;
  const names = Object.keys(value).filter((name) => schemasFor(name).length > 0);
  const valid = names.every((name) => schemasFor(name).every((schema) => accepts(schema, value[name], root)));
  return valid ? new Set(names) : undefined;
}

const matching = (patterns: object, name: string): string[] =>
  Object.keys(patterns).filter((pattern) => new RegExp(pattern, 'u').test(name));

/** What a reference into the document names. @throws Error when there is nothing */
export function resolveRef(root: Schema, ref: string): Schema {
  if (!ref.startsWith('#/')) throw new Error(`expected a reference into the document, got ${ref}`);
  let found: unknown = root;
  for (const part of ref.slice(2).split('/')) found = (found as Record<string, unknown> | undefined)?.[part];
  if (!isObject(found)) throw new Error(`expected a schema at ${ref}, got ${found}`);
  return found;
}

/** As there is one document, a dynamic reference leads to the definition in it that has the anchor. */
function resolveAnchor(root: Schema, ref: string): Schema {
  const { $defs = {} } = root as { $defs?: Record<string, Schema> };
  const found = Object.values($defs).find((one) => isObject(one) && `#${one.$dynamicAnchor}` === ref);
  if (found === undefined) throw new Error(`expected a definition with the anchor ${ref}, got none`);
  return found;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isType(type: string, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    case 'string':
      return typeof value === 'string' && value.isWellFormed();
    case 'boolean':
    case 'number':
      return typeof value === type;
    default:
      throw new Error(`expected a type of JSON Schema, got ${type}`);
  }
}

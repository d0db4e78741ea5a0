type Schema = Record<string, unknown>;

const ANNOTATIONS = new Set(['description', 'examples', 'format', 'title']);

/** A rule for each keyword that is used: whether it holds. */
const RULES: Record<string, (rule: never, value: unknown, root: Schema, schema: Schema) => boolean> = {
  $ref: (ref: string, value, root) => accepts(resolveRef(root, ref), value, root),
  type: (types: string | string[], value) => [types].flat().some((type) => isType(type, value)),
  const: (one: unknown, value) => one === value,
  enum: (list: unknown[], value) => list.includes(value),
  oneOf: (list: Schema[], value, root) => list.filter((one) => accepts(one, value, root)).length === 1,
  anyOf: (list: Schema[], value, root) => list.some((one) => accepts(one, value, root)),
  allOf: (list: Schema[], value, root) => list.every((one) => accepts(one, value, root)),
  minimum: (bound: number, value) => typeof value !== 'number' || value >= bound,
  maximum: (bound: number, value) => typeof value !== 'number' || value <= bound,
  exclusiveMinimum: (bound: number, value) => typeof value !== 'number' || value > bound,
  exclusiveMaximum: (bound: number, value) => typeof value !== 'number' || value < bound,
  minLength: (bound: number, value) => typeof value !== 'string' || [...value].length >= bound,
  maxLength: (bound: number, value) => typeof value !== 'string' || [...value].length <= bound,
  pattern: (pattern: string, value) => typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
  minItems: (bound: number, value) => !Array.isArray(value) || value.length >= bound,
  maxItems: (bound: number, value) => !Array.isArray(value) || value.length <= bound,
  items: (items: Schema, value, root) =>
    !Array.isArray(value) || value.every((item) => accepts(items, item, root)),
  required: (names: string[], value) => !isObject(value) || names.every((name) => Object.hasOwn(value, name)),
  properties: (properties: Record<string, Schema>, value, root) =>
    !isObject(value) ||
    Object.entries(properties).every(
      ([name, schema]) => !Object.hasOwn(value, name) || accepts(schema, value[name], root),
    ),
  additionalProperties: (_: false, value, _root, { properties = {} }) =>
    !isObject(value) || Object.keys(value).every((name) => Object.hasOwn(properties as object, name)),
};

/** Whether the value is valid by the part of JSON Schema 2020-12 that is used here. @throws Error on any other keyword */
export function accepts(schema: Schema, value: unknown, root: Schema = schema): boolean {
  return Object.entries(schema).every(([keyword, rule]) => {
    if (ANNOTATIONS.has(keyword)) return true;
    const holds = RULES[keyword];
    if (!holds) throw new Error(`expected a keyword of JSON Schema that is known here, got ${keyword}`);
    return holds(rule as never, value, root, schema);
  });
}

/** What a reference into the document names. @throws Error when there is nothing */
export function resolveRef(root: Schema, ref: string): Schema {
  if (!ref.startsWith('#/')) throw new Error(`expected a reference into the document, got ${ref}`);
  let found: unknown = root;
  for (const part of ref.slice(2).split('/')) found = (found as Schema | undefined)?.[part];
  if (!isObject(found)) throw new Error(`expected a schema at ${ref}, got ${found}`);
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

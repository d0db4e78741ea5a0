/**
 * Reads the members of a JSON object and collects what is wrong with them, each with where it is, what was expected and
 * what came. Members that nobody asked for are wrong too: a name that is misspelt must not be ignored.
 */
export class MemberReader {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #at: string;
  readonly #problems: string[];
  readonly #read = new Set<string>();

  constructor(value: unknown, at: string, problems: string[]) {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    this.#members = isObject ? (value as Record<string, unknown>) : {};
    this.#at = at;
    this.#problems = problems;
    if (!isObject) problems.push(`${at}: expected an object, got ${shown(value)}`);
  }

  /** The member as it is; undefined when it is absent or null. */
  take(name: string): unknown {
    this.#read.add(name);
    return Object.hasOwn(this.#members, name) ? (this.#members[name] ?? undefined) : undefined;
  }

  has(name: string): boolean {
    return this.take(name) !== undefined;
  }

  /** Where a member is, for messages. */
  at(name: string): string {
    return `${this.#at}.${name}`;
  }

  /** The members of an object that is a member. */
  inner(name: string, value: unknown = this.take(name)): MemberReader {
    return new MemberReader(value, this.at(name), this.#problems);
  }

  text(name: string, expected = 'text', pattern = /./s): string {
    const value = this.take(name);
    if (typeof value === 'string' && pattern.test(value)) return value;
    return this.refuse(name, expected, value) ?? '';
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  number(name: string, least: number, greatest: number, initial?: number): number {
    const value = this.take(name) ?? initial;
    if (typeof value === 'number' && value >= least && value <= greatest) return value;
    return this.refuse(name, `a number from ${least} to ${greatest}`, value) ?? least;
  }

  integer(name: string, least: number, greatest: number, initial?: number): number {
    const value = this.take(name) ?? initial;
    if (Number.isInteger(value)) return this.number(name, least, greatest, initial);
    return this.refuse(name, `an integer from ${least} to ${greatest}`, value) ?? least;
  }

  oneOf<T extends string>(name: string, values: readonly T[], initial?: T): T {
    const value = this.take(name) ?? initial;
    if (values.includes(value as T)) return value as T;
    return this.refuse(name, `one of ${values.join(', ')}`, value) ?? values[0]!;
  }

  refuse(name: string, expected: string, got: unknown): undefined {
    this.#problems.push(`${this.at(name)}: expected ${expected}, got ${shown(got)}`);
  }

  /** To be called last. */
  end(): void {
    const rest = Object.keys(this.#members).filter((name) => !this.#read.has(name));
    if (rest.length === 0) return;
    this.#problems.push(
      `${this.#at}: expected only ${[...this.#read].join(', ')}, got ${rest.map((name) => JSON.stringify(name)).join(', ')}`,
    );
  }
}

function shown(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  return JSON.stringify(value).slice(0, 100);
}

/** The datatypes of the Open Inference Protocol. */
export const DATATYPES = [
  'BOOL',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP16',
  'FP32',
  'FP64',
  'BYTES',
] as const;

export type Datatype = (typeof DATATYPES)[number];

export const isDatatype = (name: unknown): name is Datatype => DATATYPES.includes(name as Datatype);

/**
 * An element as a feature takes it: a boolean as 1 or 0, BYTES as the string they are in JSON, null as a missing value.
 * Undefined when the element is not of the datatype.
 */
export function elementValue(datatype: Datatype, element: unknown): number | string | null | undefined {
  if (element === null) return null;
  if (datatype === 'BYTES') return typeof element === 'string' ? element : undefined;
  if (datatype === 'BOOL') return typeof element === 'boolean' ? Number(element) : undefined;
  if (typeof element !== 'number') return undefined;
  const integer = /^(U?)INT(\d+)$/.exec(datatype);
  if (!integer) return element;
  const [, unsigned, bits] = integer;
  const least = unsigned ? 0 : -(2 ** (Number(bits) - 1));
  const beyond = 2 ** (Number(bits) - (unsigned ? 0 : 1));
  return Number.isInteger(element) && element >= least && element < beyond ? element : undefined;
}

import { isObject } from '../model/json-value.ts';
import { badRequest, RejectedRequestError } from '../predict/rejected.ts';
import { DATATYPES, type Datatype, isDatatype } from './datatype.ts';

/** One input of an inference request: a column of a feature. */
export interface InputTensor {
  name: string;
  datatype: Datatype;
  /** One element per row. */
  elements: unknown[];
  /** The elements came as rows of one element each. */
  nested: boolean;
}

/**
 * Reads a tensor of shape [rows] or [rows, 1] whose data is flat or, for the second shape, nested.
 * @throws RejectedRequestError `invalid_request`
 */
export function readTensor(input: unknown, index: number, model: string): InputTensor {
  const expect = (holds: boolean, member: string, expected: string, got: unknown): void => {
    if (!holds) throw malformed(`inputs[${index}]${member}: expected ${expected}, got ${shown(got)}`, model);
  };
  expect(isObject(input), '', 'an object', input);
  const { name, datatype, shape, data, parameters } = input as Record<string, unknown>;
  expect(typeof name === 'string', '.name', 'text', name);
  expect(isDatatype(datatype), '.datatype', `one of ${DATATYPES.join(', ')}`, datatype);
  expect(areParameters(parameters), '.parameters', 'an object', parameters);
  const list = Array.isArray(shape) ? shape : [];
  const [rows, columns = 1] = list;
  const isColumn = list.length >= 1 && list.length <= 2 && columns === 1;
  expect(isColumn && Number.isInteger(rows) && rows >= 0, '.shape', '[rows] or [rows, 1]', shape);
  expect(Array.isArray(data), '.data', 'an array', data);
  const values = data as unknown[];
  const nested = list.length === 2 && values.some(Array.isArray);
  const fits = nested
    ? values.every((row) => Array.isArray(row) && row.length === 1)
    : !values.some(Array.isArray);
  expect(fits, '.data', `elements of the shape ${JSON.stringify(shape)}`, data);
  expect(values.length === rows, '.data', `${rows} elements for the shape ${JSON.stringify(shape)}`, data);
  return {
    name: name as string,
    datatype: datatype as Datatype,
    elements: nested ? values.map((row) => (row as unknown[])[0]) : values,
    nested,
  };
}

/** Of an optional member: clients, such as MLServer's, may send null for what is not set. */
export const isAbsent = (value: unknown): value is undefined | null => value === undefined || value === null;

export const areParameters = (value: unknown): boolean => isAbsent(value) || isObject(value);

/** The refusal of what is no request of the protocol. */
export const malformed = (detail: string, model: string): RejectedRequestError =>
  new RejectedRequestError(badRequest('invalid_request', 'Not an inference request', detail), model);

/** What came, without its content where that may be long. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  if (text.length <= 60) return text;
  return Array.isArray(value) ? `an array of ${value.length}` : `a long ${typeof value}`;
}

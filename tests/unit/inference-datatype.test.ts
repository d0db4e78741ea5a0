import { DATATYPES, elementValue, isDatatype } from '../../lib/inference/datatype.ts';

test.each([
  ['BOOL', [true, false], [0, 'true']],
  ['UINT8', [0, 255], [-1, 256, 0.5, '1']],
  ['UINT16', [65535], [65536]],
  ['UINT32', [4294967295], [4294967296, -1]],
  ['UINT64', [2 ** 53, 2 ** 64 - 2048], [2 ** 64, -1]],
  ['INT8', [-128, 127], [-129, 128]],
  ['INT16', [-32768, 32767], [-32769, 32768]],
  ['INT32', [-2147483648, 2147483647], [-2147483649, 2147483648]],
  ['INT64', [-(2 ** 63), 2 ** 63 - 1024], [2 ** 63, Infinity, 1.5, true]],
  ['FP16', [0.5, -1], ['0.5', true]],
  ['FP32', [1e-50, 1e300], [[1]]],
  ['FP64', [1.7e308, Infinity], [{}, undefined]],
  ['BYTES', ['', '👍'], [1, true, ['a']]],
] as const)('%s', (datatype, held, refused) => {
  expect(isDatatype(datatype)).toBe(true);
  expect(held.map((one) => elementValue(datatype, one))).toEqual(
    held.map((one) => (typeof one === 'boolean' ? Number(one) : one)),
  );
  expect(refused.map((one) => elementValue(datatype, one))).toEqual(refused.map(() => undefined));
  expect(elementValue(datatype, null)).toBeNull();
});

test('these are all, and others are none', () => {
  expect(DATATYPES).toHaveLength(13);
  for (const name of ['FP8', 'fp32', 'toString', '', 7, null]) expect(isDatatype(name)).toBe(false);
});

import { parseSettings } from '../../lib/simulate/settings.ts';

const parse = (flags: Record<string, unknown>) => parseSettings({ 'outcomes-only': false, ...flags });

test('everything has a default', () => {
  const { delay, ...rest } = parse({});
  expect(delay(() => 0.5)).toBe(0);
  expect(rest).toEqual({
    url: undefined,
    headers: {},
    count: undefined,
    ratio: 1,
    rate: undefined,
    concurrency: 4,
  });
});

test('flags are read', () => {
  const flags = {
    url: 'https://a.example/prod/',
    header: ['Authorization: Bearer a: b', 'x-b:'],
    rate: '.5',
  };
  expect(parse({ ...flags, predictions: '250', outcomes: '0.3', concurrency: '16' })).toMatchObject({
    url: 'https://a.example/prod',
    headers: { Authorization: 'Bearer a: b', 'x-b': '' },
    count: 250,
    ratio: 0.3,
    rate: 0.5,
    concurrency: 16,
  });
});

test.each([
  [{ predictions: '0' }, '--predictions: expected an integer of at least 1, got "0"'],
  [{ predictions: '1.5' }, '--predictions: expected an integer'],
  [{ outcomes: '30%' }, '--outcomes: expected a number of 0 to 1, got "30%"'],
  [{ outcomes: '1.01' }, '--outcomes: expected a number of 0 to 1'],
  [{ rate: '0' }, '--rate: expected a number of at least 0.001'],
  [{ concurrency: '-1' }, '--concurrency: expected an integer of 1 to 1000, got "-1"'],
  [{ url: 'localhost:3000' }, '--url: expected an address as http://127.0.0.1:3000, got "localhost:3000"'],
  [{ url: 'http://a/?b' }, '--url: expected an address'],
  [{ header: ['secret'] }, "--header: expected 'Name: value', got 6 other characters"],
  [{ header: ['a: b\nc: d'] }, "--header: expected 'Name: value', got"],
  [{ label: 'x' }, '--label: expected it with --data'],
  [{ 'outcomes-only': true, drift: ['a:+1'], data: 'x.csv' }, 'to be sent, got --drift, --data'],
])('%j is refused', (flags, message) => {
  expect(() => parse(flags)).toThrow(message);
});

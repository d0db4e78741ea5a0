import { parseSources } from '../../lib/outcomes/parse-sources.ts';
import { parseTime } from '../../lib/outcomes/parse-time.ts';
import { RowReader } from '../../lib/outcomes/row-reader.ts';
import type { MappedSource } from '../../lib/outcomes/source.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const ID = 'm.2026112107.0003.k3v9x2ab7q.0.17';
const sourceOf = (mapping: unknown, more: object = {}): MappedSource =>
  parseSources({ sources: [{ name: 's', kind: 'file', confidence: 1, mapping, ...more }] }, 'test').at(
    -1,
  ) as MappedSource;

const reader = (mapping: unknown, more: object = {}, columns?: string[]) => {
  const rows = new RowReader(sourceOf(mapping, more), columns);
  return (cells: Record<string, unknown>) => rows.read({ at: 'line 2', cells }, NOW);
};

const byId = reader({ prediction_id: 'id', outcome: 'o', predicted: 'p', time: 't' });

describe('a row by prediction id', () => {
  const place = {
    functionName: 'predict',
    model: 'm',
    hour: 'dt=2026-11-21/hour=07',
    slot: '0003',
    writer: 'k3v9x2ab7q',
    seq: 0,
    number: 17,
  };

  test('is an outcome of the model that the id names', () => {
    expect(byId({ id: ID, o: 1, p: 0, t: '2026-11-20T10:00:00Z', other: 'x' })).toEqual({
      at: 'line 2',
      model: 'm',
      subject: { predictionId: ID, place },
      actual: 1,
      predicted: 0,
      observed: Date.parse('2026-11-20T10:00:00Z'),
    });
  });

  test.each(['1', '1.0', 1n, true, 'anything'])(
    '%p is its outcome as it is, until the classes are known',
    (o) => {
      expect(byId({ id: ID, o })).toMatchObject({ actual: o });
    },
  );

  test.each([null, undefined, '', '  '])('what else is %p is not there', (nothing) => {
    expect(byId({ id: ID, o: 1, p: nothing, t: nothing })).toEqual({
      at: 'line 2',
      model: 'm',
      subject: { predictionId: ID, place },
      actual: 1,
    });
  });

  test.each([
    [{ o: 1 }, undefined, 'invalid_id', 'id: expected the prediction_id of an answer, got nothing'],
    [{ id: 'x', o: 1 }, undefined, 'invalid_id', 'got "x"'],
    [{ id: 7, o: 1 }, undefined, 'invalid_id', 'got 7'],
    [{ id: ID, o: '' }, 'm', 'unknown_class', 'o: expected a class, got ""'],
    [{ id: ID }, 'm', 'unknown_class', 'o: expected a class, got nothing'],
    [
      { id: ID, o: 1, t: 'soon' },
      'm',
      'invalid_row',
      't: expected a time such as 2026-11-21T07:30:00Z, not to come, got "soon"',
    ],
    [{ id: ID, o: 1, t: '2026-11-23' }, 'm', 'invalid_row', 'not to come'],
  ])('%j is rejected', (cells, model, reason, detail) => {
    expect(byId(cells)).toEqual({
      at: 'line 2',
      model,
      reason,
      detail: expect.stringContaining(detail),
      retryable: false,
    });
  });
});

describe('a row by entity', () => {
  const byEntity = reader({ entity_id: 'customer.id', outcome: 'o' }, { model: 'm' });

  test.each([
    ['c-1', 'c-1'],
    [17, '17'],
    [17n, '17'],
  ])('has %p as its id', (id, entityId) => {
    expect(byEntity({ customer: { id }, o: 0 })).toEqual({
      at: 'line 2',
      model: 'm',
      subject: { entityId },
      actual: 0,
    });
    expect(byEntity({ 'customer.id': id, o: 0 })).toMatchObject({ subject: { entityId } });
  });

  test.each([[''], ['      '], ['x'.repeat(201)], ['\ud800'], [1.5], [null], [{}], [true]])(
    'cannot have %p',
    (id) => {
      expect(byEntity({ customer: { id }, o: 0 })).toMatchObject({ reason: 'invalid_id', model: undefined });
    },
  );

  test('says which of several models it is about', () => {
    const read = reader({ entity_id: 'e', model: 'model', outcome: 'o' }, { models: ['m', 'words'] });
    expect(read({ e: 'c', model: 'words', o: 'yes' })).toMatchObject({ model: 'words', actual: 'yes' });
    expect(read({ e: 'c', model: 'other', o: 'yes' })).toMatchObject({ reason: 'unknown_model' });
    expect(read({ e: 'c', o: 1 })).toMatchObject({ reason: 'unknown_model' });
    const only = reader({ entity_id: 'e', model: 'model', outcome: 'o' }, { models: ['m'] });
    expect(only({ e: 'c', o: 1 })).toMatchObject({ model: 'm', actual: 1 });
    const any = reader({ entity_id: 'e', model: 'model', outcome: 'o' });
    expect(any({ e: 'c', model: 'other', o: 1 })).toMatchObject({ model: 'other' });
    expect(any({ e: 'c', o: 1 })).toMatchObject({
      reason: 'unknown_model',
      detail: 'model: expected a model, got nothing',
    });
  });
});

test('a prediction of another model than the source or the row says is refused', () => {
  const only = reader({ prediction_id: 'id', outcome: 'o' }, { model: 'words' });
  expect(only({ id: ID, o: 1 })).toMatchObject({ reason: 'unknown_model', model: undefined });
  const named = reader({ prediction_id: 'id', model: 'model', outcome: 'o' });
  expect(named({ id: ID, model: 'words', o: 1 })).toMatchObject({ reason: 'contradiction', model: 'm' });
  expect(named({ id: ID, model: null, o: 1 })).toMatchObject({ actual: 1 });
});

test('values are mapped to classes, and some of them mean that there is no outcome yet', () => {
  const classes = { PAID: 1, DEFAULT: 0, true: 1, '': null, OPEN: null };
  const read = reader({ prediction_id: 'id', outcome: { column: 'o', classes }, predicted: 'p' });
  const actuals = ['PAID', 'DEFAULT ', true].map((o) => read({ id: ID, o }));
  expect(actuals).toMatchObject([{ actual: 1 }, { actual: 0 }, { actual: 1 }]);
  for (const o of ['OPEN', ' OPEN', '', ' ', null, undefined])
    expect(read({ id: ID, o })).toEqual({ at: 'line 2', pending: true });
  expect(read({ id: ID, o: 1 })).toMatchObject({
    reason: 'unknown_class',
    detail: 'o: expected one of "PAID", "DEFAULT", "true", "", "OPEN", got 1',
  });
  expect(read({ id: ID, o: ['PAID'] })).toMatchObject({ detail: expect.stringContaining('got an object') });
  expect(read({ id: ID, o: 'PAID', p: 'DEFAULT' })).toMatchObject({ actual: 1, predicted: 0 });
  expect(read({ id: ID, o: 'PAID', p: 'OPEN' })).not.toHaveProperty('predicted');
});

test('a row that cannot be read is rejected with the reason why', () => {
  const rows = new RowReader(sourceOf({ prediction_id: 'id', outcome: 'o' }));
  expect(rows.read({ at: 'line 9', unreadable: 'expected 2 cells, got 3' }, NOW)).toEqual({
    at: 'line 9',
    model: undefined,
    reason: 'invalid_row',
    detail: 'expected 2 cells, got 3',
    retryable: false,
  });
});

describe('columns that are known', () => {
  const mapping = { prediction_id: 'Id', outcome: 'o', predicted: 'p' };

  test('are found in another case', () => {
    expect(reader(mapping, {}, [' ID ', 'O'])({ ' ID ': ID, O: 1 })).toMatchObject({ actual: 1 });
  });

  test('must have those of the mapping, but not what may be missing in every row', () => {
    expect(() => reader(mapping, {}, ['x', 'y'])).toThrow('s: expected the columns Id, o too, got "x", "y"');
  });
});

test.each([
  ['2026-11-21T07:30:00Z', undefined, '2026-11-21T07:30:00.000Z'],
  ['2026-11-21T07:30', undefined, '2026-11-21T07:30:00.000Z'],
  ['2026-11-21 07:30:00.123456+01', undefined, '2026-11-21T06:30:00.123Z'],
  ['2026-11-21T07:30:00.5-0530', undefined, '2026-11-21T13:00:00.500Z'],
  [' 2026-11-21 07:30:00 +02:00 ', undefined, '2026-11-21T05:30:00.000Z'],
  ['2026-11-21', undefined, '2026-11-21T23:59:59.999Z'],
  ['2024-02-29', undefined, '2024-02-29T23:59:59.999Z'],
  [new Date(5), undefined, '1970-01-01T00:00:00.005Z'],
  [1_700_000_000, 'seconds', '2023-11-14T22:13:20.000Z'],
  ['1700000000.5', 'seconds', '2023-11-14T22:13:20.500Z'],
  [1_700_000_000_000n, 'milliseconds', '2023-11-14T22:13:20.000Z'],
] as const)('%p in %p is the time %s', (value, unit, expected) => {
  expect(new Date(parseTime(value, unit)!).toISOString()).toBe(expected);
});

test.each([
  ['2026-02-29', undefined],
  ['2026-13-01', undefined],
  ['2026-11-21T24:00:00Z', undefined],
  ['2026-11-21T07:60:00Z', undefined],
  ['21.11.2026', undefined],
  ['1700000000', undefined],
  [1_700_000_000, undefined],
  [new Date(Number.NaN), undefined],
  ['2026-11-21', 'seconds'],
  [1e300, 'milliseconds'],
  [true, 'seconds'],
] as const)('%p in %p is no time', (value, unit) => {
  expect(parseTime(value, unit)).toBeUndefined();
});

import { className } from '../../web/src/format/class-name.ts';
import { formatValue } from '../../web/src/format/feature-value.ts';
import { parseHistory, type Tried, withActual, withTried } from '../../web/src/views/try/history.ts';

test('a class is called by its name where it has one', () => {
  expect(className({ class_names: { '1': 'approved' } }, 1)).toBe('approved');
  expect(className({ class_names: { '1': 'approved' } }, 0)).toBe('0');
  expect(className({}, 'constructor')).toBe('constructor');
});

test('a value is written as people read it', () => {
  const feature = {
    name: 'a',
    type: 'integer' as const,
    description: '',
    category_names: { '1': 'employed' },
  };
  expect(formatValue(feature, 1)).toBe('employed');
  expect(formatValue(undefined, 1234567.25)).toBe('1,234,567.25');
  expect(formatValue(undefined, 'a text')).toBe('a text');
  for (const nothing of [null, undefined, '']) expect(formatValue(feature, nothing)).toBe('–');
});

describe('the history', () => {
  const tried = (id: string): Tried => ({
    at: '2026-11-21T12:00:00Z',
    row: {},
    prediction: { prediction_id: id, model: 'm', version: '1', label: 1, score: 1, probabilities: {} },
  });

  test('has the newest first, and so many', () => {
    let history = parseHistory(null);
    for (let i = 0; i < 60; i++) history = withTried(history, tried(String(i)));
    expect(history).toHaveLength(50);
    expect(history[0]!.prediction.prediction_id).toBe('59');
  });

  test('knows what a prediction really was', () => {
    const history = withActual([tried('a'), tried('b')], 'b', 0);
    expect(history.map(({ actual }) => actual)).toEqual([undefined, 0]);
  });

  test.each(['{', '7', '{}', ''])('that was written as %j is empty', (text) => {
    expect(parseHistory(text)).toEqual([]);
  });

  test('has what can be shown of what another version of the page wrote', () => {
    const { row: _, ...older } = tried('a');
    const bare = { ...tried('b'), prediction: {} };
    expect(parseHistory(JSON.stringify([null, 7, {}, older, bare, tried('c')]))).toEqual([tried('c')]);
  });
});

import { readFileSync } from 'node:fs';
import { sixtieth } from '../support/sixtieth.ts';

test('minutes become seconds, and nothing else changes', () => {
  const text = 'a:\n  - for: 5m # no\n    for: 5m\n    group_wait: 30s\n  - for: 26h\nexpr: rate(x[5m])\n';
  expect(() => sixtieth(text, ['for'])).toThrow('for: expected a duration at each of 3 places, got one at 2');
  expect(sixtieth(text.replace(' # no', ''), ['for', 'group_wait'])).toBe(
    'a:\n  - for: 5000ms\n    for: 5000ms\n    group_wait: 500ms\n  - for: 1560000ms\nexpr: rate(x[5m])\n',
  );
});

test('a key that is not there is an error', () => {
  expect(() => sixtieth('a: 5m\n', ['for'])).toThrow('for: expected a duration at each of 0 places');
});

test('every duration of the rules that has to pass is found', () => {
  const rules = readFileSync('infra/prometheus/alerts.yml', 'utf8');
  const shortened = sixtieth(rules, ['for']);
  expect(shortened.match(/for: \d+ms$/gm)).toEqual(
    rules.match(/\bfor: .+$/gm)!.map(() => expect.stringMatching(/ms$/)),
  );
});

import { createHmac } from 'node:crypto';
import { decide } from '../../lib/model/decide.ts';
import { redact, requireHashKey } from '../../lib/model/redact.ts';
import { handlerModel } from '../support/handler-model.ts';

const model = handlerModel({
  features: [
    { name: 'age', type: 'integer', description: '' },
    { name: 'email', type: 'string', description: '', sensitive: 'hash', nullable: true },
    { name: 'note', type: 'text', description: '', sensitive: 'drop' },
    { name: 'code', type: 'number', description: '', sensitive: 'hash' },
  ],
});

describe('redact', () => {
  test('drops what is to be dropped, hashes what is to be hashed, and keeps the rest', () => {
    const hmac = (text: string) => createHmac('sha256', 'k').update(text).digest('hex').slice(0, 32);
    const stored = redact(model, { age: 35, email: 'a@b.c', note: 'secret', code: 7 }, 'k');
    expect(stored).toEqual({ age: 35, email: hmac('a@b.c'), note: null, code: hmac('7') });
    expect(JSON.stringify(stored)).not.toMatch(/a@b\.c|secret/);
  });

  test('drops a text unless it is said that it may be stored', () => {
    const text = (sensitive?: 'hash' | false) =>
      redact(
        handlerModel({
          features: [
            { name: 'text', type: 'text', description: '', ...(sensitive !== undefined && { sensitive }) },
          ],
        }),
        { text: 'Ann is ill' },
        'k',
      );
    expect(text()).toEqual({ text: null });
    expect(text('hash')).toEqual({ text: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(text(false)).toEqual({ text: 'Ann is ill' });
  });

  test('keeps missing values missing, and drops what the model does not have', () => {
    expect(redact(model, { age: 35, email: null, other: 1 } as never, 'k')).toEqual({
      age: 35,
      email: null,
      note: null,
      code: null,
    });
  });

  test('equal values stay equal, under another key they are others', () => {
    const hash = (email: string, key: string) => redact(model, { email }, key).email;
    expect(hash('a', 'k')).toBe(hash('a', 'k'));
    expect(hash('a', 'k')).not.toBe(hash('b', 'k'));
    expect(hash('a', 'k')).not.toBe(hash('a', 'l'));
  });

  test('a key is required as soon as something is to be hashed', () => {
    const message = 'expected DRIFTGATE_HASH_KEY, because m has fields to hash; got none';
    expect(() => requireHashKey([handlerModel(), model], undefined)).toThrow(message);
    expect(() => requireHashKey([model], '')).toThrow(message);
    expect(() => requireHashKey([model], 'k')).not.toThrow();
    expect(() => requireHashKey([handlerModel()], undefined)).not.toThrow();
    expect(() => redact(model, { email: 'a' }, undefined)).toThrow('expected a hash key');
  });
});

describe('decide', () => {
  const words = handlerModel({ task: 'multiclass', classes: ['a', 'b', 'c'] });

  test.each([
    [[0.5, 0.5], 1, 0.5], // the threshold itself is positive
    [[0.500001, 0.499999], 0, 0.499999],
    [[0, 1], 1, 1],
  ])('two classes, %j: the positive one from the threshold on', (probabilities, label, score) => {
    expect(decide(handlerModel(), probabilities)).toEqual({ label, score, probabilities });
  });

  test('the positive class may be the first, and the threshold another', () => {
    const model = handlerModel({ classes: ['yes', 'no'], positive_class: 'yes', threshold: 0.3 });
    expect(decide(model, [0.3, 0.7])).toMatchObject({ label: 'yes', score: 0.3 });
    expect(decide(model, [0.2, 0.8])).toMatchObject({ label: 'no', score: 0.2 });
  });

  test.each([
    [[0.2, 0.5, 0.3], 'b', 0.5],
    [[0.4, 0.2, 0.4], 'a', 0.4], // the first of equals
  ])('more classes, %j: the most probable', (probabilities, label, score) => {
    expect(decide(words, probabilities)).toEqual({ label, score, probabilities });
  });
});

import { checkSources } from '../../lib/outcomes/check-sources.ts';
import { parseSources } from '../../lib/outcomes/parse-sources.ts';
import type { Polls } from '../../lib/outcomes/polls.ts';

const entity = { entity_id: 'loan', outcome: 'o' };
const sources = parseSources(
  {
    sources: [
      { name: 'files', kind: 'file', confidence: 1, mapping: { prediction_id: 'id', outcome: 'o' } },
      {
        name: 'loans',
        kind: 'database',
        model: 'm',
        confidence: 1,
        mapping: entity,
        database: { url: { env: 'LOANS_URL' }, query: 'SELECT 1', watermark: 'w', key: 'k' },
      },
      {
        name: 'crm',
        kind: 'http',
        confidence: 1,
        mapping: { prediction_id: 'id', outcome: 'o' },
        http: { url: 'http://crm', headers: { authorization: { env: 'CRM' }, accept: 'application/json' } },
      },
    ],
  },
  'test',
);
const poll = () => Promise.reject(new Error('not called'));
const all: Polls = { file: poll, database: poll, http: poll };

test('sources that have what they need are right', () => {
  expect(() => checkSources(sources, { polls: all, hashKey: 'k', secret: () => 's' })).not.toThrow();
});

test('everything that is missing is named at once', () => {
  const secret = (name: object) => {
    throw new Error(`no ${JSON.stringify(name)}`);
  };
  const { http: _, ...polls } = all;
  expect(() => checkSources(sources, { polls, hashKey: undefined, secret })).toThrow(
    [
      'outcome sources: loans: no {"env":"LOANS_URL"}',
      'loans: expected DRIFTGATE_HASH_KEY, because it joins by entity_id; got none',
      'crm: no {"env":"CRM"}',
      'crm: expected a kind that can be polled, got http',
    ].join('; '),
  );
});

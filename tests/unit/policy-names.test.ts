import { join } from 'node:path';
import { readModels } from '../../lib/model/registry.ts';
import { ROOT, sources } from '../support/handler-sources.ts';

describe('models are data', () => {
  const PLANNED = ['loan-approval', 'loan-risk', 'churn', 'sentiment', 'loan-refinance'];

  /** The name in any spelling: loan-approval, loanApproval, LOAN_APPROVAL. */
  const mention = (name: string): RegExp =>
    new RegExp(`(?<![a-z])${name.split('-').join('[-_ ]?')}(?![a-z])`, 'i');

  test('no handler and no library file mentions a model by name, not even in a comment', async () => {
    const names = new Set([...PLANNED, ...(await readModels(join(ROOT, 'models'))).keys()]);
    const found = sources('functions', 'lib').flatMap(({ path, text }) =>
      [...names].filter((name) => mention(name).test(text)).map((name) => `${path}: ${name}`),
    );
    expect(found).toEqual([]);
  });

  test('a mention would be found', () => {
    for (const text of ["'loan-approval'", 'loanApproval', 'the LOAN_APPROVAL model', 'loan approval']) {
      expect(mention('loan-approval').test(text)).toBe(true);
    }
    expect(mention('churn').test('churned')).toBe(false);
  });
});

import { type JestReport, type Step, tally } from '../../infra/local/tally.ts';

const report: JestReport = { numPassedTests: 40, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };
const steps = (...failed: string[]): Step[] =>
  ['types', 'lint', 'jest'].map((name) => ({ name, ok: !failed.includes(name), seconds: 1 }));

test.each([
  ['everything passed', steps(), report, '40 passed, 0 failed'],
  ['tests failed', steps('jest'), { ...report, numFailedTests: 2 }, '40 passed, 2 failed'],
  [
    'files could not be loaded',
    steps('jest'),
    { ...report, numRuntimeErrorTestSuites: 1 },
    '40 passed, 1 failed',
  ],
  ['types and lint failed', steps('types', 'lint'), report, '40 passed, 2 failed'],
  [
    'types and a test failed',
    steps('types', 'jest'),
    { ...report, numFailedTests: 1 },
    '40 passed, 2 failed',
  ],
  ['jest failed without a failed test', steps('jest'), report, '40 passed, 1 failed'],
  ['jest left no report', steps('jest'), undefined, '0 passed, 1 failed'],
  ['jest never ran', steps().slice(0, 2), undefined, '0 passed, 1 failed'],
])('when %s', (_case, ran, jest, line) => {
  expect(tally(ran, jest)).toBe(line);
});

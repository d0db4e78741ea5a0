import { ApiProblem, refusal, UnreachableError } from '../../web/src/api/problem.ts';

const problem = {
  type: 'urn:driftgate:problem:out-of-range',
  title: 'The input does not fit the model',
  status: 400,
  detail: 'one field is not as expected',
  errors: [{ pointer: '/age', check: 'out_of_range', detail: 'expected 18 to 100, got 7' }],
};

test('a problem of the API is what it says', () => {
  const found = refusal(400, problem) as ApiProblem;
  expect(found).toBeInstanceOf(ApiProblem);
  expect(found.message).toBe(problem.detail);
  expect(found).toMatchObject({
    status: 400,
    type: problem.type,
    title: problem.title,
    errors: problem.errors,
  });
});

test.each([502, 503, 504])(
  'status %i without a problem is of what stands before an API that does not answer',
  (status) => {
    expect(refusal(status, undefined)).toBeInstanceOf(UnreachableError);
    expect(refusal(status, { message: 'Service Unavailable' })).toBeInstanceOf(UnreachableError);
  },
);

test('a problem of the API with status 503 is an answer', () => {
  const found = refusal(503, { ...problem, type: 'urn:driftgate:problem:store-unavailable' });
  expect(found).toBeInstanceOf(ApiProblem);
});

test('an authoriser that has no problem to tell is told of as it speaks', () => {
  expect(refusal(403, { message: 'Forbidden' })).toMatchObject({ title: 'Status 403', message: 'Forbidden' });
});

test.each([undefined, null, 'text', [], 7, { errors: 'none' }, { errors: [{ pointer: 1 }, null, 'x'] }])(
  'of %j no more is believed than is there',
  (body) => {
    const found = refusal(500, body) as ApiProblem;
    expect(found.message).toBe('The API answered with status 500 and no explanation.');
    expect(found.errors).toEqual([]);
  },
);

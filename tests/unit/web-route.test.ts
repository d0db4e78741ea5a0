import { formatRoute, parseRoute, type Route } from '../../web/src/route.ts';

test.each<[string, Route]>([
  ['', { view: 'try', model: undefined }],
  ['#', { view: 'try', model: undefined }],
  ['#/', { view: 'try', model: undefined }],
  ['#/review', { view: 'review', model: undefined }],
  ['#/review/', { view: 'review', model: undefined }],
  ['#/monitor/a-model', { view: 'monitor', model: 'a-model' }],
  ['#/nothing/a-model', { view: 'try', model: 'a-model' }],
  ['#/try/a%2Fb', { view: 'try', model: 'a/b' }],
  ['#/try/%', { view: 'try', model: '%' }],
  ['#/try/a/b', { view: 'try', model: 'a' }],
])('%s', (hash, expected) => {
  expect(parseRoute(hash)).toEqual(expected);
});

test.each<Route>([
  { view: 'try', model: undefined },
  { view: 'review', model: 'a-model' },
  { view: 'monitor', model: 'a/b %' },
])('%j is found again', (route) => {
  expect(parseRoute(formatRoute(route))).toEqual(route);
});

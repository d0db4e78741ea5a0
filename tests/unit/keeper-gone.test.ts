import { goneGroups } from '../../lib/keeper/gone.ts';
import type { Group } from '../../lib/metrics/pushgateway.ts';

const MODELS = new Set(['m']);
const SLOTS = new Map([
  ['predict', new Set(['0000', '0001'])],
  ['feedback', new Set(['0000'])],
]);
const JOBS = new Set(['predict', 'feedback', 'nightly']);

test.each<[Group, boolean]>([
  [{ job: 'predict', slot: '0001' }, false],
  [{ job: 'predict', slot: '0002' }, true],
  [{ job: 'feedback', slot: '0001' }, true], // a slot of the other function
  [{ job: 'nightly', slot: '0000' }, false], // its slots are not known
  [{ job: 'predict', model: 'm' }, false],
  [{ job: 'predict', model: 'gone' }, true],
  [{ job: 'nightly', model: 'gone' }, true],
  [{ job: 'nightly' }, false],
  [{ job: 'keeper' }, false],
  [{ job: 'training', model: 'gone' }, false], // somebody else's
  [{ job: 'backup', slot: '0009' }, false],
  [{ slot: '0009' }, false],
])('%j is gone: %j', (group, gone) => {
  expect(goneGroups([group], MODELS, SLOTS, JOBS)).toEqual(gone ? [group] : []);
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseReference } from '../../lib/profile/reference.ts';
import { featureChanges } from '../../lib/root-cause/feature-changes.ts';
import { segments } from '../../lib/root-cause/segments.ts';

const MODELS = join(__dirname, '../../models');
const names = readdirSync(MODELS).filter((name) => existsSync(join(MODELS, name, 'reference.json')));

describe.each(names)('the held-out rows of %s', (name) => {
  const { bins, profile } = parseReference(readFileSync(join(MODELS, name, 'reference.json'), 'utf8'), name);

  test('have no cause of a change against themselves', () => {
    const { pairs } = profile.labels;
    const found = segments(bins, pairs, pairs);
    expect(found.length).toBeGreaterThan(10);
    for (const segment of found) {
      expect([Math.abs(segment.mix), Math.abs(segment.within), segment.cause]).toEqual([0, 0, false]);
      expect(segment.p_value).toBeCloseTo(1, 9);
    }
    const changes = featureChanges(profile, profile);
    expect(changes.map(({ feature }) => feature).sort()).toEqual(Object.keys(bins.features).sort());
    for (const { accuracy_change, within } of changes)
      expect([Math.abs(accuracy_change), Math.abs(within)]).toEqual([0, 0]);
  });
});

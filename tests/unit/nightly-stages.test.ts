import { STAGES, StageTimes } from '../../lib/nightly/stages.ts';

test('every moment counts for one stage: of nested ones for the inner, also when it fails', async () => {
  let time = 1_000_000;
  const pass = async (ms: number) => {
    time += ms;
  };
  const stages = new StageTimes(() => time);
  await stages.time('list', () => pass(500));
  await pass(10_000);
  await stages.time('report', async () => {
    await pass(1);
    expect(await stages.time('archive', async () => pass(20).then(() => 'done'))).toBe('done');
    await pass(300);
    await expect(
      stages.time('cohorts', async () => {
        await pass(4_000);
        throw new Error('full');
      }),
    ).rejects.toThrow('full');
    await pass(2);
  });
  await stages.time('list', () => pass(250));
  expect(stages.seconds()).toEqual({
    list: 0.75,
    fetch: 0,
    read: 0,
    archive: 0.02,
    profile: 0,
    cohorts: 4,
    report: 0.303,
    review: 0,
    audit: 0,
  });
  expect(Object.keys(stages.seconds())).toEqual([...STAGES]);
});

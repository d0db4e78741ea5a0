import { createHandler as createNightly } from '../../functions/nightly.ts';
import { openNightly } from '../../lib/runtime/open-nightly.ts';
import { S3Store } from '../../lib/store/s3.ts';
import { type Answer, APPLICATION, post, reviewQueue, send, validation } from '../support/handler-event.ts';
import { openFeedbackHandler, openPredictHandler, testRuntime } from '../support/handler-runtime.ts';
import { createBucket } from '../support/s3.ts';

test('on S3 too the queue is written by the hourly run, and loses at once what was judged', async () => {
  const runtime = await testRuntime({ store: new S3Store(await createBucket()) });
  runtime.config.secondReviewShare = 0;
  const [predict, feedback] = await Promise.all([openPredictHandler(runtime), openFeedbackHandler(runtime)]);
  const nightly = createNightly(await openNightly(runtime));
  const instances = Array.from({ length: 6 }, (_, i) => ({ ...APPLICATION, income: 20_000 + 2_000 * i }));
  expect((await send(predict, post({ instances }))).status).toBe(200);

  const queue = async (limit: string, cursor?: string): Promise<Answer['body']> =>
    (
      await send(
        feedback,
        reviewQueue({ model: 'loan-approval', limit, ...(cursor !== undefined && { cursor }) }),
      )
    ).body;
  const idsOf = ({ items }: Answer['body']): string[] =>
    items.map(({ prediction_id }: { prediction_id: string }) => prediction_id);
  await nightly({ hourly: true });
  const first = await queue('4');
  const second = await queue('4', first.next_cursor);
  const all = [...idsOf(first), ...idsOf(second)];
  expect(new Set(all).size).toBe(6);
  expect([first.waiting, second.next_cursor]).toEqual([6, null]);

  const judge = { reviewer_id: 'anna', prediction_id: all[2], validated_outcome: 0 };
  expect((await send(feedback, validation(judge))).status).toBe(200);
  const left = all.filter((id) => id !== all[2]);
  expect(idsOf(await queue('200'))).toEqual(left);
  await nightly({ hourly: true });
  expect(idsOf(await queue('200'))).toEqual(left);
});

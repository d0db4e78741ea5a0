import type { Database } from '../profile/duckdb.ts';

/** What reviewers said of the predictions of one date. Adds up over dates. */
export interface Reviews {
  /** Predictions that at least one reviewer judged. */
  reviewed: number;
  /** Of those that two judged: how often the first said one class and the second another or the same. */
  judged_twice: { first: string; second: string; predictions: number }[];
}

/**
 * Reads them from the table `cohort`. What a reviewer said last counts for him; of several reviewers the first two
 * count, by when they last said it.
 */
export async function readReviews(database: Database): Promise<Reviews> {
  const [total] = await database.all<{ n: bigint }>(
    'SELECT count(DISTINCT prediction_id) AS n FROM cohort WHERE reviewer IS NOT NULL',
  );
  const pairs = await database.all<{ first: string; second: string; n: bigint }>(
    `WITH judgements AS (
       SELECT *, row_number() OVER (PARTITION BY prediction_id ORDER BY time, id) AS turn
       FROM (SELECT prediction_id, time, id, actual,
               row_number() OVER (PARTITION BY prediction_id, reviewer ORDER BY time DESC, id DESC) AS newest
             FROM cohort WHERE reviewer IS NOT NULL) AS said
       WHERE newest = 1)
     SELECT one.actual AS first, two.actual AS second, count(*) AS n
     FROM judgements AS one JOIN judgements AS two ON one.prediction_id = two.prediction_id
     WHERE one.turn = 1 AND two.turn = 2 GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  return {
    reviewed: Number(total!.n),
    judged_twice: pairs.map(({ first, second, n }) => ({ first, second, predictions: Number(n) })),
  };
}

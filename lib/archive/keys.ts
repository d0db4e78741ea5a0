/** Where the nightly job keeps what it makes. Dates are `YYYY-MM-DD`, UTC. */

/** Of all dates. */
export const allPredictionsPrefix = (model: string): string => `archive/predictions/model=${model}/`;

export const predictionsKey = (model: string, date: string): string =>
  `${allPredictionsPrefix(model)}dt=${date}/part-0.parquet`;

/** All outcomes of the predictions of one date. */
export const outcomesPrefix = (model: string, date: string): string =>
  `${allOutcomesPrefix(model)}dt=${date}/`;

export const outcomesKey = (model: string, date: string, received: string): string =>
  `${outcomesPrefix(model, date)}received=${received}.parquet`;

/** The day on which the outcomes of such a file were received. */
export const receivedOfKey = (key: string): string | undefined =>
  /\/received=(\d{4}-\d\d-\d\d)\.parquet$/.exec(key)?.[1];

/** Of all dates. */
export const allOutcomesPrefix = (model: string): string => `archive/outcomes/model=${model}/`;

/** Of all versions and dates. */
export const profilesPrefix = (model: string): string => `profiles/model=${model}/`;

export const profileKey = (model: string, version: string, date: string): string =>
  `${profilesPrefix(model)}version=${keySegment(version)}/dt=${date}.json`;

export const cohortsPrefix = (model: string): string => `cohorts/model=${model}/`;
export const cohortKey = (model: string, date: string): string => `${cohortsPrefix(model)}dt=${date}.json`;

export const reportsPrefix = (model: string): string => `reports/model=${model}/`;
export const reportKey = (model: string, date: string): string =>
  `${reportsPrefix(model)}dt=${date}/report.json`;

/** The same report for people. */
export const reportPageKey = (model: string, date: string): string =>
  `${reportsPrefix(model)}dt=${date}/report.html`;

export const storedGaugesKey = (model: string): string => `gauges/nightly/${model}.json`;

/** Gauges of the job that are about no model. */
export const storedJobGaugesKey = 'gauges/nightly.json';

/** What a version is judged by, kept since it was served. */
export const monitoredVersionKey = (model: string, version: string): string =>
  `monitored/model=${model}/version=${keySegment(version)}.json`;

/** The totals with which the slots of a function ended a day. */
export const totalsKey = (functionName: string, date: string): string =>
  `totals/${functionName}/dt=${date}.json`;

/** What the job last did with a day's log. */
export const processedKey = (date: string): string => `nightly/dt=${date}.json`;

/** The date that a key of one of these families is about. */
export const dateOfKey = (key: string): string | undefined =>
  /\/dt=(\d{4}-\d\d-\d\d)(?:\.json$|\/)/.exec(key)?.[1];

/** Any text as a part of a key; different texts stay different. */
const keySegment = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte, i) => {
      const character = String.fromCharCode(byte);
      const plain = /[\w+,:@!-]/.test(character) || (character === '.' && i > 0);
      return plain ? character : `~${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');

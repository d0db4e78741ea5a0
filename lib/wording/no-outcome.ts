/**
 * Why nothing is known of outcomes, as a part of a sentence.
 * @param isCounted whether those of the day were looked at, which hourly runs do of some models only
 */
export const noOutcome = (isCounted: boolean): string =>
  isCounted ? 'no outcome is known' : 'outcomes are not counted before the night';

import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ProblemError } from '../http/problem.ts';
import { isDate } from '../nightly/dates.ts';

/** So far does a report look back. */
export const MAX_DAYS = 30;

const invalid = (detail: string): ProblemError =>
  new ProblemError({ status: 400, reason: 'invalid_request', title: 'Invalid request', detail });

/** How many days `?days=…` asks for; all there are without it. @throws ProblemError `invalid_request` */
export function readDays({
  queryStringParameters,
}: Pick<APIGatewayProxyEventV2, 'queryStringParameters'>): number {
  const { days, ...others } = queryStringParameters ?? {};
  const unknown = Object.keys(others).map((name) => `"${name.slice(0, 60)}"`);
  if (unknown.length > 0) throw invalid(`expected at most days, got ${unknown.slice(0, 10).join(', ')}`);
  if (days === undefined) return MAX_DAYS;
  const count = /^\d{1,9}$/.test(days) ? Number(days) : 0;
  if (count >= 1 && count <= MAX_DAYS) return count;
  throw invalid(`days: expected 1 to ${MAX_DAYS}, got "${days.slice(0, 100)}"`);
}

/** The day that a path names. @throws ProblemError `not_found` */
export function readDay(day: string | undefined): string {
  if (isDate(day)) return day;
  throw noReport(`expected a day YYYY-MM-DD, got "${(day ?? '').slice(0, 100)}"`);
}

export const noReport = (detail: string): ProblemError =>
  new ProblemError({ status: 404, reason: 'not_found', title: 'No such report', detail });

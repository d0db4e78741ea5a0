import type { ErasedOutcomeRecord, ErasedPredictionRecord, LogRecord } from '../log/record.ts';
import { addIncrement, emptyTotals } from '../log/totals.ts';
import { contribution } from '../metrics/contribution.ts';

type Tombstone = ErasedPredictionRecord | ErasedOutcomeRecord;

/**
 * What stays of a record that is erased: its id and what it counts, nothing else. Undefined for one that says nothing of
 * a prediction, and for one that is erased already. @throws Error should it not count what the record counts
 */
export function tombstoneOf(record: LogRecord): Tombstone | undefined {
  const tombstone = withoutContent(record);
  if (tombstone && countsOf(tombstone) !== countsOf(record))
    throw new Error(`${tombstone.id}: expected what is left to count ${countsOf(record)}, got another count`);
  return tombstone;
}

function withoutContent(record: LogRecord): Tombstone | undefined {
  if (record.type === 'prediction') {
    const { id, model, label, score, request } = record;
    const rest = { type: 'erased_prediction', id, model, label, ...(request && { request }) } as const;
    const rounded = { ...rest, score: Math.round(score * 1e6) / 1e6 };
    // The totals add up whole millionths. A score just above the bound of a bucket must stay above it.
    return countsOf(rounded) === countsOf(record) ? rounded : { ...rest, score };
  }
  if (record.type === 'outcome') {
    const { id, model, source, actual, time, prediction } = record;
    const delay_ms = Math.max(0, Date.parse(time) - Date.parse(prediction.time));
    const { label } = prediction;
    return { type: 'erased_outcome', id, model, source, actual, delay_ms, prediction: { label } };
  }
  return undefined;
}

function countsOf(record: LogRecord): string {
  const totals = emptyTotals();
  for (const increment of contribution(record)) addIncrement(totals, increment);
  return JSON.stringify(totals);
}

import type { LogRecord } from './record.ts';
import type { Totals } from './totals.ts';

/** The first line of a segment. */
export interface SegmentHeader {
  /** Format version. */
  driftgate: 1;
  function: string;
  slot: string;
  writer: string;
  seq: number;
  /** Mark of the put that wrote this state: how a writer recognises its own work after an unknown answer. */
  nonce: string;
  /** Totals of the slot as of the last record of this segment. */
  totals: Totals;
  /** Set by whoever fenced the writer off, to take the slot or to erase something; no record is ever added after it. */
  sealed?: string;
}

/** A segment as stored: the header's line, then one line per record, each ended by a newline. */
export const encodeSegment = (header: SegmentHeader, lines: readonly string[]): string =>
  `${JSON.stringify(header)}\n${lines.map((line) => `${line}\n`).join('')}`;

/** @throws Error when the first line is not a segment header. */
export function decodeHeader(text: string, key: string): SegmentHeader {
  const end = text.indexOf('\n');
  const line = end === -1 ? text : text.slice(0, end);
  let header: unknown;
  try {
    header = JSON.parse(line);
  } catch (cause) {
    throw new Error(`${key}: expected a segment header in the first line, got ${line.slice(0, 80)}`, {
      cause,
    });
  }
  if (typeof header !== 'object' || header === null || (header as SegmentHeader).driftgate !== 1) {
    throw new Error(`${key}: expected a segment header of format 1, got ${line.slice(0, 80)}`);
  }
  return header as SegmentHeader;
}

/** The same segment with its header marked as sealed; records stay byte for byte. */
export function sealSegment(text: string, key: string, mark: string): string {
  const header: SegmentHeader = { ...decodeHeader(text, key), sealed: mark };
  return `${JSON.stringify(header)}\n${text.slice(text.indexOf('\n') + 1)}`;
}

/** All records of a complete segment. @throws Error on a line that is not JSON. */
export function decodeRecords(text: string): LogRecord[] {
  return recordLines(text).map((line) => JSON.parse(line) as LogRecord);
}

export const recordLines = (text: string): string[] => text.split('\n').slice(1, -1);

import { type SegmentPlace, segmentKey } from './keys.ts';

/** The id of a record says where the record lies, so that one GET finds it and there is no index. */
export interface RecordPlace extends SegmentPlace {
  model: string;
  /** Unique within the segment, ascending; matched against ids, never used as a line position. */
  number: number;
}

const ID =
  /^([a-z][a-z0-9-]{0,62})\.(\d{4})(\d\d)(\d\d)(\d\d)\.(\d{4,9})\.([0-9a-z]{10})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/;

/** `model.2026112107.0003.k3v9x2ab7q.0.17`: model, UTC hour, slot, writer, segment, number. URL-safe. */
export function formatId(place: RecordPlace): string {
  const hour = place.hour.replace(/\D/g, '');
  return [place.model, hour, place.slot, place.writer, place.seq, place.number].join('.');
}

/** The place an id names, or undefined when the text is not an id exactly as `formatId` writes it. */
export function parseId(id: string, functionName: string): RecordPlace | undefined {
  const match = ID.exec(id);
  if (!match) return undefined;
  const [, model, year, month, day, hour, slot, writer, seq, number] = match as unknown as string[];
  if (!isHour(Number(year), Number(month), Number(day), Number(hour))) return undefined;
  return {
    functionName,
    model: model!,
    hour: `dt=${year}-${month}-${day}/hour=${hour}`,
    slot: slot!,
    writer: writer!,
    seq: Number(seq),
    number: Number(number),
  };
}

/**
 * Which of two records of the same moment was written later: above 0 when `a` was. Within a segment, and so within a
 * commit, that is by their numbers; between writers it is always the same, whatever it means. Ids may lack their model.
 */
export function compareIds(a: string, b: string): number {
  const [ofA, ofB] = [a.split('.').slice(-2).map(Number), b.split('.').slice(-2).map(Number)];
  return ofA[0]! - ofB[0]! || ofA[1]! - ofB[1]! || (a < b ? -1 : a > b ? 1 : 0);
}

/** Whether the calendar has it. Years before 100 would be others: ids are younger. */
function isHour(year: number, month: number, day: number, hour: number): boolean {
  if (year < 100 || month < 1 || month > 12 || day < 1 || hour > 23) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** The key of the segment that holds the record, if the record exists. */
export const segmentOfId = (place: RecordPlace): string => segmentKey(place);

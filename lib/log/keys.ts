/** The UTC hour of an instant as it stands in keys: `dt=2026-11-21/hour=07`. `time` in milliseconds since the epoch. */
export function hourPath(time: number): string {
  const iso = new Date(time).toISOString();
  return `dt=${iso.slice(0, 10)}/hour=${iso.slice(11, 13)}`;
}

export const slotPrefix = (functionName: string): string => `slots/${functionName}/`;

/** Slots are numbered from 0 and named with at least four digits, so that a list has them in order. */
export const slotName = (number: number): string => String(number).padStart(4, '0');

export const slotKey = (functionName: string, slot: string): string =>
  `${slotPrefix(functionName)}${slot}.json`;

export function slotOfKey(key: string): string | undefined {
  return /^slots\/[a-z]+\/(\d{4,})\.json$/.exec(key)?.[1];
}

export const dayPrefix = (functionName: string, day: string): string => `log/${functionName}/dt=${day}/`;

export const hourPrefix = (functionName: string, time: number): string =>
  `log/${functionName}/${hourPath(time)}/`;

/** Where a segment lies. `hour` as `hourPath` writes it. */
export interface SegmentPlace {
  functionName: string;
  hour: string;
  slot: string;
  writer: string;
  seq: number;
}

export const segmentKey = ({ functionName, hour, slot, writer, seq }: SegmentPlace): string =>
  `log/${functionName}/${hour}/${slot}-${writer}-${seq}.ndjson`;

const SEGMENT_KEY = /^log\/([a-z]+)\/(dt=\d{4}-\d\d-\d\d\/hour=\d\d)\/(\d{4,})-([0-9a-z]+)-(\d+)\.ndjson$/;

export function parseSegmentKey(key: string): SegmentPlace | undefined {
  const match = SEGMENT_KEY.exec(key);
  if (!match) return undefined;
  const [, functionName, hour, slot, writer, seq] = match as unknown as string[];
  return { functionName: functionName!, hour: hour!, slot: slot!, writer: writer!, seq: Number(seq) };
}

import type { Monitor } from '../../../../lib/monitor/answer.ts';
import { duration } from '../../../../lib/wording/numbers.ts';
import { Dated } from '../../components/dated.tsx';
import { Mark } from './mark.tsx';

/** It runs every night; this is later than it could be. */
const LATE_SECONDS = 26 * 3600;

/** When the nightly job was last done with the model. */
export function LastRun({ run, now }: { run: Monitor['last_run']; now: Date }) {
  if (!run) return <>There has been no nightly run yet.</>;
  const seconds = Math.max(0, (now.getTime() - Date.parse(run.finished_at)) / 1000);
  const ago = seconds < 60 ? 'just now' : `${duration(seconds)} ago`;
  const words = `The last nightly run was ${ago}`;
  return (
    <>
      {seconds > LATE_SECONDS ? <Mark tone="warn" words={words} /> : words} (
      <time dateTime={run.finished_at}>
        <Dated text={`${run.finished_at.slice(0, 16).replace('T', ' ')} UTC`} />
      </time>
      , it took {duration(run.duration_seconds)}).
    </>
  );
}

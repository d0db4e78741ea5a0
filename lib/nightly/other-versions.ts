import { noRejections } from '../archive/rejections.ts';
import type { Profile } from '../profile/profile.ts';
import type { Store } from '../store/store.ts';
import type { Day } from './day.ts';
import { dayFindings } from './day-findings.ts';
import type { Findings } from './findings.ts';
import { headline } from './headline.ts';
import type { MonitoredModel } from './job.ts';
import type { OtherVersion } from './report.ts';

/**
 * What is found of the versions that answered beside the one that the day's numbers are of: each against its own reference.
 * What requests of the day were refused for is none of theirs: a refused request has no version.
 * `isCounted`: whether outcomes that the day received were looked at; `isOver`: whether the day was over.
 */
export async function otherVersions(
  store: Store,
  day: Day,
  profiles: readonly Profile[],
  judged: MonitoredModel,
  known: readonly MonitoredModel[],
  { isCounted, isOver }: { isCounted: boolean; isOver: boolean },
): Promise<OtherVersion[]> {
  const others: OtherVersion[] = [];
  for (const { version, rows } of profiles) {
    if (version === judged.reference.version) continue;
    const model = known.find(({ reference }) => reference.version === version);
    const findings = model
      ? await dayFindings(store, day, model, { rejected: noRejections(), isOver })
      : null;
    others.push({ version, predictions: rows, findings: findings && reported(model!, findings, isCounted) });
  }
  return others;
}

const reported = (
  { definition }: MonitoredModel,
  findings: Findings,
  isCounted: boolean,
): OtherVersion['findings'] => ({
  headline: headline(definition.name, findings, isCounted),
  decision: findings.decision,
  drift: findings.drift,
  data_quality: findings.dataQuality,
  performance: findings.performance,
});

import { type Estimate, estimateAccuracy } from '../performance/estimate-accuracy.ts';
import { firstEventBin } from '../performance/scored-outcomes.ts';
import { coarseCounts } from '../profile/coarse.ts';
import { correctRows, type Profile, type ProfileCounts } from '../profile/profile.ts';
import { accuracy } from '../statistics/accuracy.ts';
import { klDivergence } from '../statistics/kl.ts';
import { MINIMUM_ROWS } from '../statistics/kl-band.ts';
import { wilsonInterval } from '../statistics/wilson.ts';
import type { MonitoredModel } from './job.ts';

/** The predictions of one date. */
export interface DayPerformance {
  date: string;
  predictions: number;
  labelled: number;
  correct: number;
  accuracy: number | null;
  /** Wilson, 95 %. */
  accuracy_interval: [number, number] | null;
  /** Outcomes have had their time to come. */
  mature: boolean;
  /** What the scores of all predictions promise; null without predictions or where scores do not bear it. */
  estimated_accuracy: Estimate | null;
  /** The largest of the features; null below the minimum of predictions. */
  kl_divergence: number | null;
}

/** Every date that has predictions or outcomes, by date. All profiles are of one version and the reference's bins. */
export function dayPerformances(
  model: MonitoredModel,
  profiles: readonly Profile[],
  labelled: readonly Profile[],
  date: string,
  mature: string,
): DayPerformance[] {
  const predictions = new Map(profiles.map((of) => [of.date, of]));
  const outcomes = new Map(labelled.map((of) => [of.date, of]));
  const dates = [...new Set([...predictions.keys(), ...outcomes.keys()])].filter((of) => of <= date).sort();
  return dates.map((of): DayPerformance => {
    const all = predictions.get(of);
    const known = outcomes.get(of);
    const correct = known ? correctRows(known.labels!) : 0;
    const rows = known?.rows ?? 0;
    return {
      date: of,
      predictions: all?.rows ?? 0,
      labelled: rows,
      correct,
      accuracy: accuracy(correct, rows),
      accuracy_interval: wilsonInterval(correct, rows),
      mature: of <= mature,
      estimated_accuracy: all ? estimated(model, all) : null,
      kl_divergence: all ? largestKl(model, all) : null,
    };
  });
}

function estimated({ definition, reference }: MonitoredModel, { score }: ProfileCounts): Estimate | null {
  const { calibration, bins } = reference;
  if (!calibration || calibration.suppressed) return null;
  return estimateAccuracy(calibration.blocks, {
    rows: score.counts,
    eventFrom: firstEventBin(definition, bins.score),
  });
}

function largestKl({ reference }: MonitoredModel, { rows, features }: ProfileCounts): number | null {
  if (rows < MINIMUM_ROWS) return null;
  const divergences = Object.entries(reference.bins.features).flatMap(([name, bins]) =>
    Object.hasOwn(features, name)
      ? [
          klDivergence(
            coarseCounts(bins, reference.profile.features[name]!),
            coarseCounts(bins, features[name]!),
          ),
        ]
      : [],
  );
  return divergences.length === 0 ? null : Math.max(...divergences);
}

import type { DistributionDrift, DriftReport } from '../nightly/drift-report.ts';
import type { LabelledWindow } from '../nightly/performance-window.ts';
import type { Meanings, Report } from '../nightly/report.ts';

type Names = Readonly<Record<string, string>>;

interface Shown extends Pick<Report, 'meanings'> {
  drift: Pick<DriftReport, 'features' | 'class_balance'>;
  performance: { window: LabelledWindow | null };
}

/** The report with each code beside what it means, as the web page has it: `0: not employed`. Others stay as they are. */
export function withMeanings<R extends Shown>(report: R): R {
  const { meanings, drift, performance } = report;
  if (!meanings) return report;
  return {
    ...report,
    drift: {
      ...drift,
      features: drift.features.map((of) => named(of, meanings.categories[of.feature] ?? {})),
      class_balance: named(drift.class_balance, meanings.classes),
    },
    performance: {
      ...performance,
      window: performance.window && windowWithMeanings(performance.window, meanings),
    },
  };
}

const meaning = (names: Names, code: string): string =>
  Object.hasOwn(names, code) ? `${code}: ${names[code]}` : code;

const named = <D extends DistributionDrift>(of: D, names: Names): D => ({
  ...of,
  distribution: of.distribution.map((bin) => ({ ...bin, bin: meaning(names, bin.bin) })),
});

function windowWithMeanings(window: LabelledWindow, { classes, categories }: Meanings): LabelledWindow {
  const { realised, coverage, class_balance: balance, root_cause: cause } = window;
  const byClass = <Value>(values: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(Object.entries(values).map(([label, value]) => [meaning(classes, label), value]));
  const where = (groups: Record<string, string>): Record<string, string> =>
    Object.fromEntries(
      Object.entries(groups).map(([feature, group]) => {
        const names = categories[feature] ?? {};
        return [feature, Object.hasOwn(names, group) ? `${group} (${names[group]})` : group];
      }),
    );
  return {
    ...window,
    realised: {
      ...realised,
      confusion: byClass(
        Object.fromEntries(
          Object.entries(realised.confusion).map(([actual, answered]) => [actual, byClass(answered)]),
        ),
      ),
      by_class: byClass(realised.by_class),
    },
    coverage: coverage && { ...coverage, by_class: byClass(coverage.by_class) },
    class_balance: balance.map((of) => ({ ...of, class: meaning(classes, of.class) })),
    root_cause: { ...cause, segments: cause.segments.map((of) => ({ ...of, where: where(of.where) })) },
  };
}

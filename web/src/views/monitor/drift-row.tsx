import { useId, useState } from 'preact/hooks';
import type { Distribution, FeatureDrift, QualityAlarm } from '../../../../lib/monitor/answer.ts';
import { decimal, percent, pValue } from '../../../../lib/wording/numbers.ts';
import { BinsTable } from './bins-table.tsx';
import { Mark } from './mark.tsx';
import { MiniBars } from './mini-bars.tsx';
import { Name } from './name.tsx';
import { type Names, sharesOf } from './shares.ts';
import { verdictOf } from './tone.ts';

export const DRIFT_COLUMNS = [
  'verdict',
  'reference and production',
  'KL',
  'p adjusted',
  'impact',
  'missing, then and now',
] as const;

interface Properties {
  name: string;
  drift: Distribution & Partial<Pick<FeatureDrift, 'impact' | 'missing'>>;
  alarms: readonly QualityAlarm[];
  /** Of its values. */
  names: Names | undefined;
}

/** What was measured of one distribution; its name opens the shares by bin. */
export function DriftRow({ name, drift, alarms, names = {} }: Properties) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const shares = sharesOf(drift.distribution, names);
  // Without rows there is nothing that the reference diverges from.
  const hasRows = drift.distribution.some(({ production }) => production > 0);
  return (
    <>
      <tr>
        <th scope="row">
          <button
            type="button"
            class="opener"
            aria-expanded={open}
            aria-controls={id}
            disabled={shares.length === 0}
            onClick={() => setOpen(!open)}
          >
            <Name text={name} />
          </button>
        </th>
        <td class="words">
          <Mark {...verdictOf(drift)} />
          {alarms.some(isOfValues) && (
            <span class="beneath">
              <Mark tone="warn" words="data quality" />
            </span>
          )}
        </td>
        <td class="words">
          <MiniBars name={name} shares={shares} />
        </td>
        <td>{decimal(hasRows ? drift.kl_divergence : null)}</td>
        <td>{pValue(drift.p_value_adjusted)}</td>
        <td>{decimal(hasRows ? (drift.impact ?? null) : null)}</td>
        <td>{missing(drift)}</td>
      </tr>
      <tr id={id} hidden={!open}>
        <td class="words opened" colSpan={DRIFT_COLUMNS.length + 1}>
          {open && <BinsTable name={name} shares={shares} />}
        </td>
      </tr>
    </>
  );
}

/** That it drifted is the verdict already. */
const isOfValues = ({ check }: QualityAlarm): boolean => check !== 'baseline_drift_check';

function missing({ missing: of, distribution }: Properties['drift']): string {
  if (!of) return '–';
  const share = (side: 'reference' | 'production') => {
    const rows = distribution.reduce((sum, bin) => sum + bin[side], 0);
    return percent(rows === 0 ? null : of[side] / rows);
  };
  return `${share('reference')} → ${share('production')}`;
}

import { percent } from '../../../../lib/wording/numbers.ts';
import { type BinShares, mostChanged } from './shares.ts';

const WIDTH = 140;
const HEIGHT = 34;

/** Shares by bin: production filled, the reference as a line over each bar, so that colour is not needed. */
export function MiniBars({ name, shares }: { name: string; shares: readonly BinShares[] }) {
  const changed = mostChanged(shares);
  if (!changed) return <span class="small">no values</span>;
  const highest = Math.max(...shares.flatMap(({ reference, production }) => [reference, production]));
  const step = WIDTH / shares.length;
  const gap = Math.min(2, step / 5);
  const height = (share: number) => (share / highest) * (HEIGHT - 3);
  const label = `${name}: most changed is ${changed.bin}, ${percent(changed.reference)} of the reference and ${percent(changed.production)} of production`;
  return (
    <svg class="mini" role="img" aria-label={label} width={WIDTH} height={HEIGHT}>
      {shares.map(({ bin, reference, production }, i) => (
        <g key={bin}>
          <rect
            class="production-bar"
            x={i * step + gap}
            y={HEIGHT - height(production)}
            width={step - 2 * gap}
            height={height(production)}
          />
          <line
            class="reference-bar"
            x1={i * step}
            x2={(i + 1) * step}
            y1={HEIGHT - 1 - height(reference)}
            y2={HEIGHT - 1 - height(reference)}
          />
        </g>
      ))}
    </svg>
  );
}

import { percent } from '../../../../lib/wording/numbers.ts';
import { Name } from './name.tsx';
import type { BinShares } from './shares.ts';

const WIDTH = 100;
const HEIGHT = 16;

/** How one thing was distributed in the reference and is in production. */
export function BinsTable({ name, shares }: { name: string; shares: readonly BinShares[] }) {
  const highest = Math.max(...shares.flatMap(({ reference, production }) => [reference, production]));
  const length = (share: number) => (share / highest) * WIDTH;
  return (
    <table class="bins">
      <caption>
        <span>Share of the rows by {name}</span>
      </caption>
      <thead>
        <tr>
          <th scope="col">value</th>
          <th scope="col">reference</th>
          <th scope="col">production</th>
          <td />
        </tr>
      </thead>
      <tbody>
        {shares.map(({ bin, reference, production }) => (
          <tr key={bin}>
            <th scope="row">
              <Name text={bin} />
            </th>
            <td>{percent(reference)}</td>
            <td>{percent(production)}</td>
            <td>
              <svg
                class="bar"
                aria-hidden="true"
                height={HEIGHT}
                viewBox={`0 0 ${WIDTH + 1} ${HEIGHT}`}
                preserveAspectRatio="none"
              >
                <rect class="production-bar" x={0} y={3} width={length(production)} height={10} />
                <line
                  class="reference-bar"
                  x1={length(reference)}
                  x2={length(reference)}
                  y1={0}
                  y2={HEIGHT}
                />
              </svg>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

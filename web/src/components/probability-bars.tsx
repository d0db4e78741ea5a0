import { percent } from '../../../lib/wording/numbers.ts';

export interface Bar {
  name: string;
  /** 0 to 1. */
  share: number;
  chosen: boolean;
}

/** The probability of each class, as a number and as a bar. */
export function ProbabilityBars({ bars }: { bars: readonly Bar[] }) {
  return (
    <ul class="bars" aria-label="Probability of each class">
      {bars.map(({ name, share, chosen }) => (
        <li key={name} class={chosen ? 'chosen' : ''}>
          <span class="bar-name">{name}</span>
          <span class="bar-share">{percent(share)}</span>
          <span class="track" aria-hidden="true">
            <span style={{ width: `${share * 100}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}

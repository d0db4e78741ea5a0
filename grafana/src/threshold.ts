import { ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';

const steps = (first: string, ...later: [value: number, color: string][]): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps([{ value: null, color: first }, ...later.map(([value, color]) => ({ value, color }))]);

/** Good below `warning`; without `critical`, bad from there on. */
export const badFrom = (warning: number, critical?: number): ThresholdsConfigBuilder =>
  critical === undefined
    ? steps('green', [warning, 'red'])
    : steps('green', [warning, 'orange'], [critical, 'red']);

/** Bad below `critical`, good from `good` on. */
export const goodFrom = (critical: number, good = critical): ThresholdsConfigBuilder =>
  good === critical ? steps('red', [good, 'green']) : steps('red', [critical, 'orange'], [good, 'green']);

export const neutral = (): ThresholdsConfigBuilder => steps('blue');

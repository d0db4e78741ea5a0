import { shownDuration } from './duration.ts';
import type { Simulation } from './simulation.ts';

const WIDTH = 24;
const LINES = 10;
const NO_WIDTH = 80;
const CLEAR_REST = '\u001b[K';

/** How far a simulation is. */
export type ProgressState = Pick<
  Simulation,
  'predictions' | 'outcomes' | 'predictionsExpected' | 'outcomesExpected' | 'waitMs'
>;

/** Shows how far a simulation is: a bar on a terminal, elsewhere a line whenever another tenth is done. */
export class Progress {
  readonly #state: ProgressState;
  readonly #stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>;
  #shownTenth = 0;

  constructor(state: ProgressState, stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>) {
    this.#state = state;
    this.#stream = stream;
  }

  /** To be called now and then. */
  tick(): void {
    const share = this.#share();
    if (this.#stream.isTTY) {
      const bar = '█'.repeat(Math.floor(WIDTH * share)).padEnd(WIDTH, '░');
      // A line that wraps would not be overwritten; some terminals say that they have no width.
      const line = `${bar}  ${this.#text()}`.slice(0, (this.#stream.columns || NO_WIDTH) - 1);
      this.#stream.write(`\r${line}${CLEAR_REST}`);
      return;
    }
    const tenth = Math.floor(LINES * share);
    if (tenth === this.#shownTenth) return;
    this.#shownTenth = tenth;
    this.#stream.write(`${this.#text()}\n`);
  }

  /** The last state stays. */
  end(): void {
    this.tick();
    if (this.#stream.isTTY) this.#stream.write('\n');
  }

  #share(): number {
    const { predictions, outcomes, predictionsExpected, outcomesExpected } = this.#state;
    const expected = predictionsExpected + outcomesExpected;
    return expected === 0 ? 1 : (predictions.done + outcomes.done) / expected;
  }

  #text(): string {
    const { predictions, outcomes, predictionsExpected, outcomesExpected, waitMs } = this.#state;
    const parts: string[] = [];
    if (predictionsExpected > 0) parts.push(`${predictions.done} of ${predictionsExpected} predictions`);
    if (outcomesExpected > 0) parts.push(`${outcomes.done} of ${outcomesExpected} outcomes`);
    const rejected = predictions.refused + outcomes.refused;
    if (rejected > 0) parts.push(`${rejected} rejected`);
    if (waitMs >= 1000) parts.push(`next in ${shownDuration(waitMs)}`);
    return parts.join(', ');
  }
}

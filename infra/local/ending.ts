import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `stop` once when this process is told to end (Ctrl-C, a closed terminal, the death of the process that started
 * it) and then exits. npm, the shell and the terminal each pass the same Ctrl-C on, so repetitions are ignored.
 */
export function whenEnding(stop: () => Promise<void>): void {
  let isEnding = false;
  const end = async (exitCode: number) => {
    if (isEnding) return;
    isEnding = true;
    try {
      await stop();
    } catch (error) {
      console.error(error);
    }
    process.exit(exitCode);
  };
  for (const signal of SIGNALS) process.on(signal, () => void end(128 + constants.signals[signal]));
  process.on('disconnect', () => void end(1)); // setup.mjs is gone
  process.channel?.unref();
}

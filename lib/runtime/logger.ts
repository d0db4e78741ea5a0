/** One structured line per event; what a handler must not tell its caller, it tells here. */
export type Logger = (
  level: 'info' | 'warn' | 'error',
  message: string,
  data?: Record<string, unknown>,
) => void;

/** JSON lines on standard output, as CloudWatch Logs Insights reads them. */
export const consoleLogger: Logger = (level, message, data = {}) => {
  const plain = Object.entries(data).map(([key, value]) => [
    key,
    value instanceof Error ? describe(value) : value,
  ]);
  console[level](
    JSON.stringify({ time: new Date().toISOString(), level, message, ...Object.fromEntries(plain) }),
  );
};

function describe(error: Error): string {
  const cause = error.cause instanceof Error ? ` ← ${describe(error.cause)}` : '';
  return `${error.stack ?? String(error)}${cause}`;
}

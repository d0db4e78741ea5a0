import * as performance from './performance.ts';
import * as rootCause from './root-cause.ts';

// `node run.ts <simulation> <JSON array of its arguments>`: see simulate.ts.
const [name, given] = process.argv.slice(2);
const simulations: Record<string, (...args: never[]) => unknown> = { ...performance, ...rootCause };
process.stdout.write(JSON.stringify(simulations[name!]!(...(JSON.parse(given!) as never[]))));

import { matchModel } from '../../lib/model/match.ts';
import type { ModelFolder } from '../../lib/model/registry.ts';
import { Tally } from './tally.ts';
import { Traffic } from './traffic.ts';
import { readUnseen } from './unseen-rows.ts';

export const DEFAULT_MODEL = 'loan-approval';
/** Of each model: more than the MINIMUM_ROWS that a day needs to have drift. */
export const ROWS = 120;
/** Of the default model more than the rolling WINDOW counts. */
const outcomesOf = ({ definition }: ModelFolder): number => (definition.name === DEFAULT_MODEL ? 110 : 50);

/** A client for each model, all at the same time. @returns what they sent and were answered */
export async function drive(
  url: string,
  models: readonly ModelFolder[],
  say: (line: string) => void,
): Promise<Tally> {
  const definitions = models.map(({ definition }) => definition);
  const tally = new Tally();
  const total = models.reduce((sum, model) => sum + ROWS + outcomesOf(model), 0);
  let done = 0;
  const onRow = (): void => {
    if (++done % Math.ceil(total / 5) === 0) say(`  ${done} of ${total} rows and outcomes`);
  };
  await Promise.all(
    models.map((model) => {
      const { definition, directory } = model;
      const rows = readUnseen(directory, ROWS);
      const isFound = matchModel(definitions, DEFAULT_MODEL, rows[0]!.features) === definition;
      const traffic = new Traffic({ url, definition, isFound, tally, onRow });
      return traffic.send(rows, outcomesOf(model));
    }),
  );
  return tally;
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FeatureValues, PredictionRecord } from '../../lib/log/record.ts';
import type { ModelFolder } from '../../lib/model/registry.ts';
import { openSession } from '../../lib/model/session.ts';
import type { Store } from '../../lib/store/store.ts';
import { outcomeRecord, segmentText } from './nightly-fixture.ts';
import { seededRandom } from './random.ts';

export interface ModelDays {
  folder: ModelFolder;
  dates: readonly string[];
  perDay: number;
  /** What becomes of a row on a day before the model sees it. */
  change?: (features: FeatureValues, date: string) => FeatureValues;
  /** Share of the outcomes, by day, that turn out otherwise than the row says. */
  flipped?: (date: string) => number;
  /** Share of the predictions that get an outcome, the same day. */
  labelled?: number;
}

interface UnseenRow {
  features: FeatureValues;
  actual: number | string;
}

/** Days of traffic in the log as the functions write it: a real model over rows it was not trained on, with outcomes. */
export async function writeModelDays(
  store: Store,
  { folder, dates, perDay, change, flipped, labelled = 0.6 }: ModelDays,
): Promise<void> {
  const { definition, directory } = folder;
  const session = await openSession(folder);
  const text = await readFile(join(directory, 'unseen.ndjson'), 'utf8');
  const unseen = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as UnseenRow);
  const random = seededRandom(11);
  for (const date of dates) {
    const rows = Array.from({ length: perDay }, () => {
      const { features, actual } = unseen[Math.floor(random() * unseen.length)]!;
      return { features: change ? change(features, date) : features, actual };
    });
    const predictions = await session.predict(rows.map(({ features }) => features));
    const records = rows.map(
      ({ features }, i): PredictionRecord => ({
        type: 'prediction',
        id: `${definition.name}-${date}-${String(i).padStart(6, '0')}`,
        model: definition.name,
        time: `${date}T${String(i % 24).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:00.000Z`,
        version: definition.version,
        features: stored(folder, { ...features, ...session.derive(features) }),
        ...predictions[i]!,
      }),
    );
    const outcomes = records
      .filter(() => random() < labelled)
      .map((record) => {
        const { actual } = rows[records.indexOf(record)]!;
        const other = definition.classes.find((label) => label !== actual)!;
        return outcomeRecord(record, {
          id: `o-${record.id}`,
          time: record.time.replace(':00.000Z', ':30.000Z'),
          source: 'api',
          confidence: 0.8,
          actual: (random() < (flipped?.(date) ?? 0) ? other : actual) as number,
        });
      });
    await store.put(`log/predict/dt=${date}/hour=00/0000-aaaaaaaaaa-0.ndjson`, segmentText(records));
    await store.put(`log/feedback/dt=${date}/hour=00/0000-bbbbbbbbbb-0.ndjson`, segmentText(outcomes));
  }
}

/** A text is not stored, only its numbers are. */
const stored = ({ definition }: ModelFolder, features: FeatureValues): FeatureValues =>
  Object.fromEntries(
    Object.entries(features).map(([name, value]) => {
      const isText = definition.features.some((feature) => feature.name === name && feature.type === 'text');
      return [name, isText ? null : value];
    }),
  );

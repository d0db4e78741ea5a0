import { type ParsedSample, parseText } from '../metrics/parse-text.ts';
import type { Group } from '../metrics/pushgateway.ts';

/** The labels that make the groups of driftgate, in the order they stand in a group's path. */
const GROUPING = ['job', 'slot', 'model'] as const;

/** What a gateway shows, by group. */
export class GatewayState {
  readonly #groups = new Map<string, { group: Group; values: Map<string, number> }>();

  constructor(text: string) {
    const samples = parseText(text);
    // One push_time_seconds for each group tells exactly by which labels it was pushed.
    for (const { name, labels } of samples) {
      if (name !== 'push_time_seconds') continue;
      const { instance: _, ...group } = labels;
      if (labels.job) this.#groups.set(groupKey(group), { group: inOrder(group), values: new Map() });
    }
    for (const sample of samples) {
      const { job, slot, model } = sample.labels;
      if (job === undefined) continue;
      const key =
        slot === undefined
          ? groupKey({ job, ...(model !== undefined && { model }) })
          : groupKey({ job, slot });
      this.#groups.get(key)?.values.set(seriesName(sample), sample.value);
    }
  }

  get groups(): Group[] {
    return [...this.#groups.values()].map(({ group }) => group);
  }

  has(group: Group): boolean {
    return this.#groups.has(groupKey(group));
  }

  /** Whether the group shows every sample of `text` with its value. */
  shows(group: Group, text: string, isRelevant: (metric: string) => boolean): boolean {
    const values = this.#groups.get(groupKey(group))?.values;
    if (!values) return false;
    return parseText(text).every(
      (sample) =>
        !isRelevant(sample.name) ||
        values.get(seriesName({ ...sample, labels: { ...sample.labels, ...group } })) === sample.value,
    );
  }
}

const inOrder = (group: Group): Group => ({
  ...Object.fromEntries(GROUPING.flatMap((name) => (group[name] === undefined ? [] : [[name, group[name]]]))),
  ...group,
});

const groupKey = (group: Group): string => JSON.stringify(Object.entries(group).sort());

function seriesName({ name, labels: { instance: _, ...labels } }: ParsedSample): string {
  // The gateway writes bounds in its own way: 2592000 becomes 2.592e+06.
  if (labels.le !== undefined && labels.le !== '+Inf') labels.le = String(Number(labels.le));
  return `${name} ${JSON.stringify(Object.entries(labels).sort())}`;
}

import type { ModelSchema, ReviewItem } from '../../api/answers.ts';
import { ProbabilityBars } from '../../components/probability-bars.tsx';
import { className } from '../../format/class-name.ts';

/** What the model answered, and how sure it was. */
export function ModelAnswer({ schema, item }: { schema: ModelSchema; item: ReviewItem }) {
  const { predicted_outcome: label, probabilities } = item;
  const { classes } = schema;
  return (
    <>
      <p class="answer">
        <strong>{className(schema, label)}</strong>
      </p>
      {/* Another version may have had other classes. */}
      {item.version === schema.version && (
        <ProbabilityBars
          bars={classes.map((one, i) => ({
            name: className(schema, one),
            share: probabilities[i] ?? 0,
            chosen: one === label,
          }))}
        />
      )}
    </>
  );
}

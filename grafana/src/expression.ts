/** Matchers of the model that is chosen. */
export const OF = 'model="$model"';

/** Share of each class among the answers. @param counted - PromQL's `increase` or `rate`, over a range */
export function classShares(counted: 'increase' | 'rate', range: string): string {
  const answers = `${counted}(model_predictions_by_class_total{${OF}}[${range}])`;
  return `sum by (class) (${answers}) / on () group_left () (sum(${answers}) > 0)`;
}

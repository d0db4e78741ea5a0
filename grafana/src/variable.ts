import {
  CustomVariableBuilder,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { UNKNOWN_MODEL } from '../../lib/metrics/reasons.ts';
import { PROMETHEUS } from './data-source.ts';

export type Variable = { build(): VariableModel };

const query = (name: string, label: string, expression: string): QueryVariableBuilder =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(PROMETHEUS)
    .query({ query: expression, refId: name })
    .definition(expression)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);

const all = { text: 'All', value: '$__all' };

/** One model. @param first - the one that is shown until another is chosen; without, the first there is */
export function model(first?: string, metric = 'model_requests_total'): Variable {
  const variable = query('model', 'Model', `label_values(${metric}{model!="${UNKNOWN_MODEL}"}, model)`);
  return first === undefined ? variable : variable.current({ text: first, value: first });
}

/** Versions that answered in the time range. What was measured while another one answered is hidden. */
export const version = (): Variable =>
  query('version', 'Version', 'label_values(model_info{model="$model"}, version)')
    .includeAll(true)
    .allValue('.*')
    .current({ text: 'All', value: '$__all' });

/** The time over which rates and quantiles are taken. */
export const rateWindow = (): Variable => windows(['1m', '5m', '15m', '1h', '6h', '1d'], '5m');

/** The windows of the nightly report, several at once. */
export const reportWindow = (): Variable =>
  new CustomVariableBuilder('window')
    .label('Window')
    .values('1d,7d,30d')
    .options(['1d', '7d', '30d'].map((value) => ({ text: value, value })))
    .multi(true)
    .includeAll(true)
    .current(all);

const windows = (choices: readonly string[], first: string): Variable =>
  new CustomVariableBuilder('window')
    .label('Window')
    .values(choices.join(','))
    .options(choices.map((value) => ({ text: value, value, selected: value === first })))
    .current({ text: first, value: first });

/** Features that drift is judged of, several at once. */
export const feature = (): Variable =>
  query('feature', 'Feature', 'label_values(feature_kl_divergence{model="$model"}, feature)')
    .multi(true)
    .includeAll(true)
    .current(all);

/** Features whose distribution is shown, the most important first; numbers of a text have no importance. */
export const shownFeature = (): Variable =>
  query(
    'feature',
    'Feature',
    'query_result(sort_desc((feature_importance{model="$model"} or 0 * feature_kl_divergence{model="$model"}) and on (feature) feature_bin_share{model="$model"}))',
  )
    .regex('/feature="([^"]+)"/')
    .sort(VariableSort.Disabled)
    .multi(true)
    .includeAll(true)
    .current(all);

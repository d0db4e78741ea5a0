import type { ModelSummary } from '../api/answers.ts';
import type { ApiClient } from '../api/client.ts';

/** What every view is given. */
export interface ViewProperties {
  api: ApiClient;
  model: ModelSummary;
}

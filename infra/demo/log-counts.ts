import { auditLog } from '../../lib/log/audit.ts';
import { contribution } from '../../lib/metrics/contribution.ts';
import type { Store } from '../../lib/store/store.ts';
import {
  CORRECT,
  classOf,
  errorOf,
  OUTCOMES,
  PREDICTIONS,
  REQUESTS,
  rejectedOf,
  SUCCESS,
  Tally,
} from './tally.ts';

/** The same counts, from the records in the log alone. */
export async function logCounts(store: Store): Promise<Tally> {
  const tally = new Tally();
  for (const functionName of ['predict', 'feedback']) {
    const { records } = await auditLog(store, functionName, contribution);
    for (const record of records) {
      const { model } = record;
      switch (record.type) {
        case 'prediction':
        case 'erased_prediction':
          tally.add(PREDICTIONS, model);
          tally.add(classOf(record.label), model);
          if (record.request) for (const name of [REQUESTS, SUCCESS]) tally.add(name, model);
          break;
        case 'rejected':
          tally.add(REQUESTS, model);
          tally.add(errorOf(record.reason), model);
          break;
        case 'outcome':
        case 'erased_outcome':
          tally.add(OUTCOMES, model);
          if (record.actual === record.prediction.label) tally.add(CORRECT, model);
          break;
        case 'rejected_outcome':
          tally.add(rejectedOf(record.reason), model);
      }
    }
  }
  return tally;
}

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
      switch (record.type) {
        case 'prediction':
          tally.add(PREDICTIONS);
          tally.add(classOf(record.label));
          if (record.request) for (const name of [REQUESTS, SUCCESS]) tally.add(name);
          break;
        case 'rejected':
          tally.add(REQUESTS);
          tally.add(errorOf(record.reason));
          break;
        case 'outcome':
          tally.add(OUTCOMES);
          if (record.actual === record.prediction.label) tally.add(CORRECT);
          break;
        case 'rejected_outcome':
          tally.add(rejectedOf(record.reason));
      }
    }
  }
  return tally;
}

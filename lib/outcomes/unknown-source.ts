import type { FileSource } from './source.ts';

/** Counted for what is dropped where no source is: anybody can make up the name of a folder. */
export const UNKNOWN_SOURCE: FileSource = {
  name: 'unknown',
  kind: 'file',
  confidence: 0,
  models: [],
  mapping: {
    join: { by: 'prediction_id', column: '' },
    outcome: { column: '', classes: undefined },
    predicted: undefined,
    model: undefined,
    time: undefined,
  },
  file: { format: 'ending' },
};

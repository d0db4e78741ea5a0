import type { PredictionRecord } from '../log/record.ts';
import type { ModelDefinition } from '../model/definition.ts';
import { type OutputName, outputData, outputType } from './outputs.ts';
import { isAbsent } from './tensor.ts';

/**
 * The inference response. Whichever outputs were asked for, `parameters.prediction_id` has the ids for feedback; a
 * parameter is one text, number or boolean, so those of a batch are joined by commas, which no id has.
 */
export function inferenceResponse(
  definition: ModelDefinition,
  records: readonly PredictionRecord[],
  outputs: readonly OutputName[],
  id: string | null | undefined,
) {
  return {
    model_name: definition.name,
    model_version: records[0]!.version,
    ...(!isAbsent(id) && { id }),
    parameters: { prediction_id: records.map((record) => record.id).join(',') },
    outputs: outputs.map((name) => {
      const { datatype, columns } = outputType(definition, name);
      const data = outputData(definition, name, records);
      return { name, shape: [records.length, columns], datatype, data };
    }),
  };
}

import type { Feature, ModelDefinition } from '../model/definition.ts';
import { VERSION } from '../version.ts';
import type { Datatype } from './datatype.ts';
import { OUTPUTS, outputType } from './outputs.ts';

export const SERVER_METADATA = { name: 'driftgate', version: VERSION, extensions: [] };

/**
 * The model metadata response. Numbers are FP64, although the model computes in float32: they are checked and stored as
 * they are sent, and one that was rounded to float32 may lie outside a range whose bound it was.
 */
export function modelMetadata(definition: ModelDefinition) {
  return {
    name: definition.name,
    versions: [definition.version],
    platform: 'onnx_onnxv1',
    inputs: definition.features.map(({ name, type }) => ({
      name,
      datatype: inputType(type),
      shape: [-1, 1],
    })),
    outputs: OUTPUTS.map((name) => {
      const { datatype, columns } = outputType(definition, name);
      return { name, datatype, shape: [-1, columns] };
    }),
  };
}

function inputType(type: Feature['type']): Datatype {
  if (type === 'integer') return 'INT64';
  return type === 'number' ? 'FP64' : 'BYTES';
}

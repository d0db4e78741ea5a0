import { MAX_CHARACTERS } from '../entities/entity-id.ts';
import type { JsonSchema } from './row-schema.ts';

/** What `entityIdOf` accepts, and null for nothing. */
export const ENTITY_SCHEMA: JsonSchema = {
  type: ['string', 'integer', 'null'],
  minLength: 1,
  maxLength: MAX_CHARACTERS,
  pattern: '\\S',
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
  description:
    'What the row is about, as other systems know it: outcomes can name it instead of the prediction. Stored only as a keyed hash.',
};

/** A class as its users write it: 0/1 for a decision, a word for a mood. */
export type ClassLabel = number | string;

/** How the model splits a text into tokens: the same as in its own graph. */
export interface Tokenizer {
  /** One character class repeated, such as `[a-z]{2,}`, which Python and JavaScript read alike. */
  pattern: string;
  lowercase: boolean;
  /** `vocabulary.txt`, or `vocabulary` with an ending of its own, in the model's folder: the tokens that the model knows, one a line. */
  vocabulary: string;
}

/** One input column. It becomes one ONNX input of the same name and shape [rows, 1]. */
export interface Feature {
  name: string;
  /** `number` and `integer` become float32, `string` and `text` string tensors. */
  type: 'number' | 'integer' | 'string' | 'text';
  description: string;
  unit?: string;
  /** Inclusive bounds of a number, or of the length of a string or a text in characters. */
  range?: [number, number];
  /** The known values; a feature that has them is categorical, integer codes included. */
  categories?: (number | string)[];
  /** What categories mean to people, by the category as a text. */
  category_names?: Record<string, string>;
  /** Whether a value outside `categories` is refused. Default: refused for integers, accepted for strings. */
  closed?: boolean;
  /** A missing value is allowed and reaches the model as NaN or the empty string. */
  nullable?: boolean;
  /** Never stored as it came: dropped or keyed-hashed before it is written. A text is dropped unless this is false. */
  sensitive?: 'drop' | 'hash' | false;
  /** Text only: without it, drift of a text is seen in its length alone. */
  tokenizer?: Tokenizer;
}

/** `models/<name>/model.json`: all that the product knows about a model. */
export interface ModelDefinition {
  name: string;
  version: string;
  description: string;
  task: 'binary' | 'multiclass';
  /** ISO 8601, UTC. */
  trained_at: string;
  features: Feature[];
  /** Column of the actual class in rows to train on; `actual` when not given. */
  target?: string;
  classes: ClassLabel[];
  /** What classes mean to people, by the class as a text. */
  class_names?: Record<string, string>;
  /** Binary only: the class whose probability is the score. */
  positive_class?: ClassLabel;
  /** Binary only: the score from which the positive class is answered. */
  threshold?: number;
  /** Days after a prediction by which most outcomes are known; younger cohorts decide nothing. Default 30. */
  outcome_maturity_days?: number;
  /** Name of the ONNX output with the probabilities, shape [rows, classes], in the order of `classes`. */
  probabilities_output: string;
  /** By feature name; sums to 1. */
  feature_importance: Record<string, number>;
  training: {
    rows: number;
    accuracy: number;
    loss: number;
    precision: number;
    recall: number;
    f1: number;
    /** Share of each class in the training rows. */
    class_ratio: Record<string, number>;
  };
  /** Rows for whoever tries the model. Made up, because everyone can see them. */
  examples?: Record<string, number | string | null>[];
}

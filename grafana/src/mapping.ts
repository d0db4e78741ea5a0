import { MappingType, type ValueMap } from '@grafana/grafana-foundation-sdk/dashboard';

const map = (options: Record<string, [text: string, color: string]>): ValueMap[] => [
  {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      Object.entries(options).map(([value, [text, color]], index) => [value, { text, color, index }]),
    ),
  },
];

/** The values of feature_drift_severity, and -1 where there are too few predictions to judge. */
export const VERDICTS = map({
  '-1': ['too little data', 'text'],
  '0': ['none', 'green'],
  '1': ['minimal', 'green'],
  '2': ['moderate', 'orange'],
  '3': ['significant', 'red'],
});

/** The values of the label `decision`. */
export const DECISIONS = map({
  ok: ['ok', 'green'],
  watch: ['watch', 'blue'],
  validate: ['validate', 'orange'],
  retrain: ['retrain', 'red'],
});

export const YES_IS_GOOD = map({ '0': ['no', 'red'], '1': ['yes', 'green'] });
export const YES_IS_BAD = map({ '0': ['no', 'green'], '1': ['yes', 'red'] });
export const YES_OR_NO = map({ '0': ['no', 'text'], '1': ['yes', 'text'] });
export const IS_OR_NOT = map({ '0': ['', 'transparent'], '1': ['is', 'blue'] });
export const UP_OR_DOWN = map({ '0': ['down', 'red'], '1': ['up', 'green'] });

import type { LatestReport } from '../../../../lib/monitor/answer.ts';
import { isValid, validationSentence } from '../../../../lib/wording/validation.ts';
import { decisionTone } from './tone.ts';

const UNKNOWN = {
  drift: 'whether inputs changed',
  accuracy: 'how accuracy develops',
  gap: 'whether scores keep their promise',
} as const;

/** Verdict and decision, for somebody who reads nothing else, and why. */
export function Decision({ latest }: { latest: LatestReport }) {
  const { decision, headline, current, reference, validation } = latest;
  return (
    <div class="decided">
      <p class="headline">
        <span class={`decision ${decisionTone(decision)}`}>{decision.decision}</span> {headline}
      </p>
      {decision.reasons.length > 0 && (
        <ul>
          {decision.reasons.map(({ detail, leads_to }) => (
            <li key={detail}>
              {detail} <span class="small">({leads_to})</span>
            </li>
          ))}
        </ul>
      )}
      {current !== null && current !== reference.version && (
        <p class="missing">
          Version {current} answered, and the reference is of {reference.version}: it cannot be judged until
          it has one of its own.
        </p>
      )}
      {decision.unknown.length > 0 && (
        <p class="missing">
          Insufficient data to tell {decision.unknown.map((of) => UNKNOWN[of]).join(', ')}. What is not known
          decides nothing.
        </p>
      )}
      {validation && (
        <p class={isValid(validation) ? undefined : 'missing'}>{validationSentence(validation)}</p>
      )}
    </div>
  );
}

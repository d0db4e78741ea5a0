import type { Decision } from '../decision/decide.ts';
import type { Report } from '../nightly/report.ts';
import { isValid, validationSentence } from '../wording/validation.ts';
import { type Html, html } from './html.ts';
import type { Tone } from './verdict.ts';

const TONES: Record<Decision, Tone> = { ok: 'good', watch: 'warn', validate: 'warn', retrain: 'bad' };
export const UNKNOWN = {
  drift: 'whether inputs changed',
  accuracy: 'how accuracy develops',
  gap: 'whether scores keep their promise',
};

type Decided = Pick<Report, 'decision' | 'headline'>;

/** Verdict and decision, for somebody who reads nothing else, and why. */
export const lead = ({ validation, ...of }: Decided & Pick<Report, 'validation'>): Html =>
  html`${decided(of, html`<h2>Why</h2>`)}
${validated(validation)}`;

/** The same of what cannot be validated. `why` goes before the reasons. */
export const decided = (
  { decision: { decision, reasons, unknown }, headline }: Decided,
  why: Html | null = null,
): Html => html`<p class="lead"><span class="decision ${TONES[decision]}">${decision}</span> ${headline}</p>
${
  reasons.length === 0
    ? null
    : html`${why}<ul>${reasons.map(({ detail, leads_to }) => html`<li>${detail} <span class="small">(${leads_to})</span></li>`)}</ul>`
}
${
  unknown.length === 0
    ? null
    : html`<p class="missing">Insufficient data to tell ${unknown.map((of) => UNKNOWN[of]).join(', ')}. What is not known decides nothing.</p>`
}`;

const validated = (of: Report['validation']): Html | null =>
  of && html`<p${isValid(of) ? null : html` class="missing"`}>${validationSentence(of)}</p>`;

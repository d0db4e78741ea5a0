import { problemReason } from '../http/problem-type.ts';
import type { ClassLabel } from '../model/definition.ts';

/** What came back, or why nothing useful did. */
export type Answer<Body> = { readonly body: Body } | { readonly reason: string; readonly detail: string };

interface Problem {
  type?: unknown;
  detail?: string;
  errors?: { pointer: string; detail: string }[];
}

export interface ServedModel {
  name: string;
  version: string;
}

export interface PredictionAnswer {
  prediction_id: string;
  label: ClassLabel;
}

export interface OutcomeAnswer {
  prediction_id: string;
  correct: boolean;
}

/** The API as a client sees it. Nothing is sent twice: what a failure did on the other side is not known. */
export class ApiClient {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #timeoutMs: number;

  constructor(url: string, headers: Readonly<Record<string, string>>, timeoutMs = 30_000) {
    this.#url = url;
    this.#headers = headers;
    this.#timeoutMs = timeoutMs;
  }

  model(name: string): Promise<Answer<ServedModel>> {
    return this.#ask(`/models/${name}`, 'name');
  }

  predict(model: string, features: SimulatedFeatures): Promise<Answer<PredictionAnswer>> {
    return this.#ask(`/models/${model}/predict`, 'prediction_id', features);
  }

  feedback(id: string, actual: ClassLabel): Promise<Answer<OutcomeAnswer>> {
    return this.#ask('/feedback', 'prediction_id', { prediction_id: id, actual_outcome: actual });
  }

  /** @param member that the body of a good answer has */
  async #ask<Body>(path: string, member: keyof Body & string, request?: object): Promise<Answer<Body>> {
    let status: number;
    let text: string;
    try {
      const response = await fetch(this.#url + path, {
        signal: AbortSignal.timeout(this.#timeoutMs),
        headers: { ...this.#headers, ...(request && { 'content-type': 'application/json' }) },
        ...(request && { method: 'POST', body: JSON.stringify(request, plain) }),
      });
      status = response.status;
      text = await response.text();
    } catch (error) {
      const { name, message, cause } = error as Error;
      if (name === 'TimeoutError')
        return {
          reason: 'timeout',
          detail: `expected an answer within ${this.#timeoutMs / 1000} s, got none`,
        };
      return { reason: 'unreachable', detail: `${message}: ${(cause as Error | undefined)?.message ?? ''}` };
    }
    const body = parsed(text);
    if (status === 200 && body && Object.hasOwn(body, member)) return { body: body as Body };
    return refusal(status, text, (body ?? {}) as Problem);
  }
}

type SimulatedFeatures = Readonly<Record<string, unknown>>;

/** Parquet has integers that JSON.stringify refuses. */
const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);

function parsed(text: string): object | undefined {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? body : undefined;
  } catch {
    return undefined;
  }
}

function refusal(status: number, text: string, body: Problem): { reason: string; detail: string } {
  const [first] = body.errors ?? [];
  const detail = first ? `${first.pointer}: ${first.detail}` : (body.detail ?? text.slice(0, 200));
  return { reason: problemReason(body.type) ?? `http_${status}`, detail };
}

import type { Monitor } from '../../../lib/monitor/answer.ts';
import type { Feedback, ModelSchema, ModelSummary, Prediction, ReviewPage, Validation } from './answers.ts';
import { Outbox } from './outbox.ts';
import { refusal, UnreachableError } from './problem.ts';
import { Reachability } from './reachability.ts';

/** What reads is asked again by itself, what writes is not: it may take as long as the API gives itself. */
const READ_MS = 15_000;
const WRITE_MS = 35_000;
const PROBE_MS = 5_000;

/** What a model is asked about: values by feature. */
export type Row = Record<string, number | string | null>;

interface Request {
  query?: Readonly<Record<string, string | undefined>>;
  /** Sent as JSON, by POST. */
  body?: unknown;
  /** The same for every attempt at the same submission: it is taken once. */
  idempotencyKey?: string;
  timeoutMs?: number;
  /** It is sent to its end though the page is left. */
  outlivesPage?: boolean;
  signal?: AbortSignal;
}

/** The API beside this page. Every method throws ApiProblem or UnreachableError, and an AbortError when it was given up. */
export class ApiClient {
  readonly reachability = new Reachability(() => this.request('models', { timeoutMs: PROBE_MS }));
  readonly outbox = new Outbox((validation, key) => this.#validate(validation, key));
  readonly #base: string;

  /** @param base the address of the page: what is asked for is relative to it */
  constructor(base: string) {
    this.#base = base;
    this.reachability.subscribe(() => this.reachability.reachable && this.outbox.recover());
  }

  async models(signal: AbortSignal): Promise<ModelSummary[]> {
    return (await this.request<{ models: ModelSummary[] }>('models', { signal })).models;
  }

  model(name: string, signal: AbortSignal): Promise<ModelSchema> {
    return this.request(`models/${encodeURIComponent(name)}`, { signal });
  }

  predict(model: string, row: Row, idempotencyKey: string): Promise<Prediction> {
    return this.request(`models/${encodeURIComponent(model)}/predict`, { body: row, idempotencyKey });
  }

  async feedback(feedback: Feedback, idempotencyKey: string): Promise<void> {
    await this.request('feedback', { body: feedback, idempotencyKey, outlivesPage: true });
  }

  monitor(name: string, signal: AbortSignal): Promise<Monitor> {
    return this.request(`monitor/${encodeURIComponent(name)}`, { signal });
  }

  reviewQueue(
    query: { model: string; reviewer_id: string; limit: string; cursor?: string },
    signal: AbortSignal,
  ): Promise<ReviewPage> {
    return this.request('validate', { query, signal });
  }

  async #validate(validation: Validation, idempotencyKey: string): Promise<void> {
    await this.request('validate', { body: validation, idempotencyKey, outlivesPage: true });
  }

  /** @returns the body of a successful answer, which is trusted to be what the API says it is */
  async request<T>(path: string, request: Request = {}): Promise<T> {
    const { body, idempotencyKey, signal, outlivesPage = false } = request;
    const { timeoutMs = body === undefined ? READ_MS : WRITE_MS } = request;
    const url = new URL(path, this.#base);
    for (const [name, value] of Object.entries(request.query ?? {}))
      if (value !== undefined) url.searchParams.set(name, value);
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutMs);
    try {
      const response = await fetch(url, {
        signal: AbortSignal.any([timeout.signal, ...(signal ? [signal] : [])]),
        ...(body !== undefined && {
          method: 'POST',
          keepalive: outlivesPage,
          body: JSON.stringify(body),
          headers: {
            'content-type': 'application/json',
            ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
          },
        }),
      });
      const answer = parsed(await response.text());
      if (!response.ok) throw refusal(response.status, answer);
      if (answer === undefined) throw new UnreachableError(`expected JSON of ${url.pathname}, got none`);
      this.reachability.answered();
      return answer as T;
    } catch (error) {
      throw this.#understood(error, signal, timeout.signal.aborted ? timeoutMs : undefined);
    } finally {
      clearTimeout(timer);
    }
  }

  #understood(error: unknown, signal: AbortSignal | undefined, timedOutMs: number | undefined): unknown {
    if (signal?.aborted) return error;
    const unreachable =
      error instanceof UnreachableError || timedOutMs !== undefined || error instanceof TypeError;
    if (!unreachable) {
      this.reachability.answered();
      return error;
    }
    this.reachability.failed();
    if (error instanceof UnreachableError) return error;
    const got = timedOutMs === undefined ? 'none' : `none within ${timedOutMs / 1000} s`;
    return new UnreachableError(`expected an answer of the API, got ${got}`, { cause: error });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

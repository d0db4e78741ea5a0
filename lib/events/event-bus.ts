/** What others may act on. */
export interface BusEvent {
  /** For example `driftgate.retrain-recommended`. */
  type: string;
  /** What it is about, in the words of the store: a key. */
  resource: string;
  detail: Record<string, unknown>;
}

export interface EventBus {
  /** @throws Error when the event was not accepted */
  send(event: BusEvent): Promise<void>;
}

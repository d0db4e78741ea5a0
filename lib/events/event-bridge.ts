import {
  EventBridgeClient,
  type EventBridgeClientConfig,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge';
import type { BusEvent, EventBus } from './event-bus.ts';

export const SOURCE = 'driftgate';

/** An Amazon EventBridge bus: rules match on `source` "driftgate" and `detail-type`. */
export class EventBridge implements EventBus {
  readonly #client: EventBridgeClient;
  readonly #bus: string;

  constructor(bus: string, options: EventBridgeClientConfig = {}) {
    this.#bus = bus;
    this.#client = new EventBridgeClient(options);
  }

  async send({ type, resource, detail }: BusEvent): Promise<void> {
    const { Entries } = await this.#client.send(
      new PutEventsCommand({
        Entries: [
          {
            EventBusName: this.#bus,
            Source: SOURCE,
            DetailType: type,
            Resources: [resource],
            Detail: JSON.stringify(detail),
          },
        ],
      }),
    );
    const [entry] = Entries ?? [];
    // PutEvents answers 200 for events that it did not take.
    if (entry?.ErrorCode) {
      throw new Error(
        `${this.#bus}: expected the event to be taken, got ${entry.ErrorCode}: ${entry.ErrorMessage}`,
      );
    }
  }
}

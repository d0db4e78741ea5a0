/**
 * What Lambda gets of Amazon MQ for RabbitMQ, as far as it is used:
 * https://docs.aws.amazon.com/lambda/latest/dg/with-mq.html
 */
export interface RabbitMqEvent {
  eventSource: 'aws:rmq';
  eventSourceArn: string;
  /** By `<queue>::<virtual host>`. */
  rmqMessagesByQueue: Record<string, RabbitMqMessage[]>;
}

export interface RabbitMqMessage {
  /** What a publisher may say, or not. */
  basicProperties: {
    messageId: string | null;
    correlationId: string | null;
    timestamp: string | null;
    [name: string]: unknown;
  };
  redelivered: boolean;
  /** Base64. */
  data: string;
}

import { randomUUID } from 'node:crypto';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { announceOnce } from '../../lib/events/announce.ts';
import { EventBridge } from '../../lib/events/event-bridge.ts';
import type { BusEvent, EventBus } from '../../lib/events/event-bus.ts';
import { MemoryStore } from '../support/memory-store.ts';
import { s3Endpoint, s3Options } from '../support/s3.ts';

const EVENT: BusEvent = {
  type: 'driftgate.retrain-recommended',
  resource: 'reports/model=churn/dt=2026-11-20/report.json',
  detail: { model: 'churn', reasons: ['accuracy fell'] },
};
const KEY = 'events/retrain-recommended/model=churn/dt=2026-11-20.json';

test('a rule on the bus gets the event, as a queue behind it shows', async () => {
  const { endpoint, region, credentials } = s3Options(s3Endpoint());
  const options = { endpoint, region, credentials };
  const name = `test-${randomUUID()}`;
  const [sqs, events] = [new SQSClient(options), new EventBridgeClient(options)];
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
  );
  const pattern = { source: ['driftgate'], 'detail-type': [EVENT.type], detail: { model: ['churn'] } };
  await events.send(new PutRuleCommand({ Name: name, EventPattern: JSON.stringify(pattern) }));
  await events.send(
    new PutTargetsCommand({ Rule: name, Targets: [{ Id: 'queue', Arn: Attributes!.QueueArn }] }),
  );

  const bus = new EventBridge('default', options);
  await bus.send({ ...EVENT, detail: { model: 'another' } });
  await bus.send(EVENT);
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 10 }),
  );
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  expect(Messages).toHaveLength(1);
  expect(JSON.parse(Messages![0]!.Body!)).toMatchObject({
    source: 'driftgate',
    'detail-type': EVENT.type,
    resources: [EVENT.resource],
    detail: EVENT.detail,
  });
});

test('it is recorded and sent once, and again when sending failed', async () => {
  const store = new MemoryStore();
  const sent: BusEvent[] = [];
  let isDown = true;
  const bus: EventBus = {
    send: async (event) => {
      if (isDown) throw new Error('expected the event to be taken, got InternalFailure');
      sent.push(event);
    },
  };
  await expect(announceOnce(store, bus, KEY, EVENT)).rejects.toThrow('InternalFailure');
  expect(await store.get(KEY)).toBeUndefined();
  isDown = false;
  expect(await announceOnce(store, bus, KEY, EVENT)).toBe(true);
  expect(await announceOnce(store, bus, KEY, EVENT)).toBe(false);
  expect(sent).toEqual([EVENT]);
  expect(store.json(KEY)).toEqual(EVENT);
});

test('without a bus the record is all there is', async () => {
  const store = new MemoryStore();
  expect(await announceOnce(store, undefined, KEY, EVENT)).toBe(true);
  expect(store.json(KEY)).toEqual(EVENT);
});

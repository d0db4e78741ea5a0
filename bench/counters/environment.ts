// One short-lived environment: the real handler behind its own log and slot, and beside it the two ways that people
// try first, counting the same answers. Killed by its own hand without a farewell, as Lambda does it.
import { Counter, Histogram, Registry } from 'prom-client';
import { handler } from '../../functions/predict.ts';
import { PREDICT_METRICS } from '../../lib/metrics/catalogue-log.ts';
import { type Group, Pushgateway } from '../../lib/metrics/pushgateway.ts';
import { seededRandom } from '../../tests/support/random.ts';

const [, , number, gatewayUrl] = process.argv as unknown as [string, string, string, string];
const random = seededRandom(Number(number));
const gateway = new Pushgateway({ url: gatewayUrl, timeoutMs: 300 });
const registry = new Registry();
const registers = [registry];
const of = <T extends { name: string; help: string; labelNames: readonly string[] }>({
  name,
  help,
  labelNames,
}: T) => ({
  name,
  help,
  labelNames: [...labelNames],
  registers,
});
const requests = new Counter(of(PREDICT_METRICS.requests));
const errors = new Counter(of(PREDICT_METRICS.errors));
const byClass = new Counter(of(PREDICT_METRICS.byClass));
const values = new Histogram({ ...of(PREDICT_METRICS.values), buckets: [...PREDICT_METRICS.values.buckets] });

const ROW = {
  age: 35,
  income: 75000,
  loan_amount: 25000,
  loan_term: 36,
  employment_status: 1,
  loan_purpose: 1,
};
const row = () => ({ ...ROW, credit_score: 300 + Math.floor(random() * 551) });

function body(): unknown {
  const kind = random();
  if (kind < 0.1) return { ...row(), age: 7 };
  if (kind < 0.15) return { ...row(), income: 'much' };
  if (kind < 0.25) return { instances: [row(), row(), row()] };
  return row();
}

const push = (group: Group) =>
  registry.metrics().then((text) => gateway.put(group, text).catch(() => undefined));

await handler.start();
const count = 1 + Math.floor(random() * 6);
for (let i = 0; i < count; i++) {
  const response = await handler({ body: JSON.stringify(body()), isBase64Encoded: false, headers: {} });
  const answer = JSON.parse(response.body!);
  const model = 'loan-approval';
  requests.inc({ model });
  if (response.statusCode !== 200) {
    errors.inc({ model, reason: answer.type.split(':').at(-1).replaceAll('-', '_') });
  }
  for (const { label, score } of answer.predictions ?? (response.statusCode === 200 ? [answer] : [])) {
    byClass.inc({ model, class: String(label) });
    values.observe({ model }, score);
  }
  await push({ job: 'shared-group' });
  await push({ job: 'group-per-environment', environment: number });
  await new Promise((resolve) => setTimeout(resolve, random() * 400));
}
process.kill(process.pid, 'SIGKILL');

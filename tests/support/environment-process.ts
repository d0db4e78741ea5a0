// An environment that predicts until it is killed, and says on standard output what was answered.
import { handler } from '../../functions/predict.ts';

const row = {
  age: 35,
  income: 75000,
  loan_amount: 25000,
  loan_term: 36,
  employment_status: 1,
  loan_purpose: 1,
};
await handler.start();
for (let i = 0; ; i++) {
  const bodies = Array.from({ length: 1 + (i % 3) }, (_, k) => {
    const body = { ...row, credit_score: 300 + ((i * 37 + k * 91) % 551) };
    return JSON.stringify(i % 7 === 3 ? { ...body, age: -1 } : body);
  });
  // Some at once, so that commits go together.
  const answers = await Promise.all(
    bodies.map((body) => handler({ body, isBase64Encoded: false, headers: {} })),
  );
  for (const { statusCode, body } of answers) {
    const id = statusCode === 200 ? JSON.parse(body!).prediction_id : '-';
    process.stdout.write(`${statusCode} ${id}\n`);
  }
}

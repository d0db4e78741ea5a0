// A fresh process: loads the bundle of the function, as Lambda does, answers one request and says so.
//   node bench/predict/answer-once.ts <bundle> <model> <body>
const [, , path, model, body] = process.argv as unknown as [string, string, string, string, string];
const { handler } = await import(path);
const event = { body, isBase64Encoded: false, headers: {}, pathParameters: { model } };
const { statusCode } = await handler(event);
process.stdout.write(`${statusCode}\n`, () => process.exit(0));

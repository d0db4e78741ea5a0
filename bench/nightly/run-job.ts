// A fresh process: loads the bundle of the nightly job, as Lambda does, and does one day. Its last line says what it took.
//   node bench/nightly/run-job.ts <bundle> <date>
const [, , path, date] = process.argv as unknown as [string, string, string, string];
const { handler } = await import(path);
await handler({ date });
console.log(JSON.stringify({ peak_bytes: process.resourceUsage().maxRSS * 1024 }));

// A fresh process: loads the bundle of the function `outcomes`, as Lambda does, and polls a source, as often as it takes.
// Its last line says what that took.
//   node bench/database/run-job.ts <bundle> <source> <rows that are to be taken>
const [, , path, source, expected] = process.argv as unknown as [string, string, string, string, string];
const { handler } = await import(path);
let taken = 0;
let polls = 0;
while (taken < Number(expected)) {
  const { accepted } = (await handler({ source })).sources[0];
  taken += accepted;
  polls++;
  if (accepted === 0) break;
}
if (taken !== Number(expected)) throw new Error(`${source}: expected ${expected} outcomes, got ${taken}`);
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
console.log(JSON.stringify({ polls, cpu_seconds: cpuSeconds, peak_bytes: maxRSS * 1024 }));

// A fresh process: loads the bundle of the function `outcomes`, as Lambda does, and takes what was dropped for a source.
// Its last line says what that took.
//   node bench/outcomes/run-job.ts <bundle> <source>
const [, , path, source] = process.argv as unknown as [string, string, string, string];
const { handler } = await import(path);
const { sources } = await handler({ source });
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
console.log(JSON.stringify({ report: sources[0], cpu_seconds: cpuSeconds, peak_bytes: maxRSS * 1024 }));

// `npm test`: sets itself up and runs every test, the real-Electron ones included.

import { prepare } from "./setup/prepare.mjs";
import { main, run, say } from "./setup/run.mjs";

const suites = ["check", "test:integration", "test:e2e", "bench"];

await main(async () => {
  await prepare(["tests"]);
  const failed = [];
  for (const suite of suites) {
    const started = Date.now();
    const { code } = await run("npm", ["run", "--silent", suite]);
    say(
      `${code === 0 ? "passed" : "FAILED"} ${suite} (${((Date.now() - started) / 1000).toFixed(0)} s)`,
    );
    if (code !== 0) failed.push(suite);
  }
  process.stdout.write(
    `suites: ${suites.length - failed.length} passed, ${failed.length} failed\n`,
  );
  return failed.length === 0 ? 0 : 1;
});

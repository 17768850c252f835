// `npm test`: sets itself up and runs every test, the real-Electron ones included.

import { rmSync } from "node:fs";
import { failuresIn } from "./setup/failures.mjs";
import { inRoot, root } from "./setup/paths.mjs";
import { prepare } from "./setup/prepare.mjs";
import { main, run, say } from "./setup/run.mjs";

const suites = ["check", "test:integration", "test:e2e", "bench"];

await main(async () => {
  await prepare(["tests"]);
  const failed = [];
  for (const suite of suites) {
    const started = Date.now();
    const results = inRoot(
      ".cache",
      "results",
      `${suite.replace(":", "-")}.json`,
    );
    rmSync(results, { force: true });
    const { code } = await run("npm", ["run", "--silent", suite], {
      env: { TRIVET_TEST_RESULTS: results },
    });
    say(
      `${code === 0 ? "passed" : "FAILED"} ${suite} (${((Date.now() - started) / 1000).toFixed(0)} s)`,
    );
    if (code !== 0) failed.push({ suite, failures: failuresIn(results, root) });
  }
  for (const { suite, failures } of failed) {
    say(`failed in ${suite}:`);
    for (const line of failures) process.stderr.write(`  ${line}\n`);
  }
  process.stdout.write(
    `suites: ${suites.length - failed.length} passed, ${failed.length} failed\n`,
  );
  return failed.length === 0 ? 0 : 1;
});

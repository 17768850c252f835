// `npm run check`: the quick gate. Two gates at a time, the longest first; all run even when one failed, so that one run
// tells everything.

import { ensureDependencies } from "./setup/dependencies.mjs";
import { inRoot } from "./setup/paths.mjs";
import { main, run, say } from "./setup/run.mjs";

const gates = ["lint", "test:unit", "types", "format:check", "architecture"];
const lanes = 2;

async function runGate(gate) {
  const started = Date.now();
  const { code, stdout, stderr } = await run("npm", ["run", "--silent", gate], {
    cwd: inRoot(),
    capture: true,
    quiet: true,
    env: { FORCE_COLOR: "" },
  });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  say(`${code === 0 ? "passed" : "FAILED"} ${gate} (${seconds} s)`);
  return code === 0;
}

await main(async () => {
  await ensureDependencies();
  const waiting = [...gates];
  const failed = [];
  const lane = async () => {
    for (let gate = waiting.shift(); gate; gate = waiting.shift())
      if (!(await runGate(gate))) failed.push(gate);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failed.length > 0) say(`failed: ${failed.join(", ")}`);
  return failed.length === 0 ? 0 : 1;
});

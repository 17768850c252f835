// `npm run check`: the quick gate. Two gates at a time, the longest first; all run even when one failed, so that one run
// tells everything; what failed is shown last.

import { ensureDependencies } from "./setup/dependencies.mjs";
import { addGates } from "./setup/failures.mjs";
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
  const output = stdout + stderr;
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (code === 0) process.stdout.write(output);
  say(`${code === 0 ? "passed" : "FAILED"} ${gate} (${seconds} s)`);
  return { gate, code, output };
}

await main(async () => {
  await ensureDependencies();
  const waiting = [...gates];
  const ended = [];
  const lane = async () => {
    for (let gate = waiting.shift(); gate; gate = waiting.shift())
      ended.push(await runGate(gate));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  const failed = ended.filter(({ code }) => code !== 0);
  for (const { output } of failed) process.stdout.write(output);
  const results = process.env.TRIVET_TEST_RESULTS;
  if (results !== undefined)
    addGates(
      results,
      failed
        .filter(({ gate }) => gate !== "test:unit")
        .map(({ gate, output }) => ({
          gate,
          output: output.trimEnd().split("\n").slice(-6).join("\n"),
        })),
    );
  if (failed.length > 0)
    say(`failed: ${failed.map(({ gate }) => gate).join(", ")}`);
  return failed.length === 0 ? 0 : 1;
});

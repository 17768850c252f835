// `npm run check`: the quick gate. Everything runs even when something failed, so that one run tells all.

import { ensureDependencies } from "./setup/dependencies.mjs";
import { inRoot } from "./setup/paths.mjs";
import { main, run, say } from "./setup/run.mjs";

const gates = ["format:check", "lint", "types", "architecture", "test:unit"];

await main(async () => {
  await ensureDependencies();
  const failed = [];
  for (const gate of gates) {
    const started = Date.now();
    const { code } = await run("npm", ["run", "--silent", gate], {
      cwd: inRoot(),
    });
    say(
      `${code === 0 ? "passed" : "FAILED"} ${gate} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
    );
    if (code !== 0) failed.push(gate);
  }
  if (failed.length > 0) say(`failed: ${failed.join(", ")}`);
  return failed.length === 0 ? 0 : 1;
});

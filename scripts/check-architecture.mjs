// The import gate. dependency-cruiser reports "no violations" when it found nothing to look at, so a floor on what it
// cruised stands beside the verdict.

import { inRoot } from "./setup/paths.mjs";
import { main, run, SetupError } from "./setup/run.mjs";

const leastModules = 60;

await main(async () => {
  const { stdout } = await run(
    process.execPath,
    [
      inRoot(
        "node_modules",
        "dependency-cruiser",
        "bin",
        "dependency-cruise.mjs",
      ),
      "src",
      "tests",
      "--output-type",
      "json",
    ],
    { capture: true },
  );
  const { summary } = JSON.parse(stdout);
  for (const { rule, from, to } of summary.violations)
    process.stderr.write(`${rule.severity} ${rule.name}: ${from} → ${to}\n`);
  if (summary.totalCruised < leastModules)
    throw new SetupError(
      `only ${summary.totalCruised} modules were cruised`,
      "the gate looked at nothing: check the TypeScript version it supports",
    );
  process.stderr.write(
    `${summary.totalCruised} modules, ${summary.error} violations\n`,
  );
  return summary.error === 0 ? 0 : 1;
});

// The real-Electron tests, under Xvfb. Arguments go to Playwright.

import { inRoot } from "./setup/paths.mjs";
import { prepare } from "./setup/prepare.mjs";
import { main, run, say } from "./setup/run.mjs";

await main(async () => {
  const { launch, runtime } = await prepare(["tests"]);
  say(
    `tests run on Electron ${runtime.version}${runtime.isFallback ? " (test runtime)" : ""}`,
  );
  const playwright = [
    process.execPath,
    inRoot("node_modules", "@playwright", "test", "cli.js"),
    "test",
    ...process.argv.slice(2),
  ];
  const [command, ...args] =
    process.platform === "linux"
      ? ["xvfb-run", "-a", "-s", "-screen 0 1920x1080x24 -ac", ...playwright]
      : playwright;
  const { code } = await run(command, args, {
    env: { TRIVET_EXECUTABLE: launch.command, TZ: "UTC" },
  });
  return code;
});

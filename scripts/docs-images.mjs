// The screenshots in docs/images/: the real window on the bundled sample, light and dark, English and Chinese, so that
// the documents show what is there.

import { inRoot } from "./setup/paths.mjs";
import { prepare } from "./setup/prepare.mjs";
import { main, run } from "./setup/run.mjs";

await main(async () => {
  const { launch } = await prepare(["tests"]);
  const shoot = [
    process.execPath,
    inRoot("scripts", "setup", "shoot.mjs"),
    inRoot("docs", "images"),
    ...process.argv.slice(2),
  ];
  const [command, ...args] =
    process.platform === "linux"
      ? ["xvfb-run", "-a", "-s", "-screen 0 1920x1080x24 -ac", ...shoot]
      : shoot;
  const { code } = await run(command, args, {
    env: { TRIVET_EXECUTABLE: launch.command, TZ: "UTC" },
  });
  return code;
});

// The bundles under out/: rebuilt when a source changed.

import { inRoot } from "./paths.mjs";
import { run, say, SetupError } from "./run.mjs";
import { hashOf, isStamped, removeStamp, writeStamp } from "./stamp.mjs";

const stampFile = inRoot("out", ".stamp");

/** Returns the stamp of what out/ was built from. */
export async function ensureBuild() {
  const stamp = hashOf(
    inRoot("src"),
    inRoot("electron.vite.config.mts"),
    inRoot("package-lock.json"),
  );
  if (isStamped(stampFile, stamp)) return stamp;
  say("building…");
  removeStamp(stampFile);
  const { code, stdout, stderr } = await run(
    process.execPath,
    [
      inRoot("node_modules", "electron-vite", "bin", "electron-vite.js"),
      "build",
      "--logLevel",
      "warn",
    ],
    { capture: true, quiet: true },
  );
  if (code !== 0)
    throw new SetupError(
      `the build failed\n${stdout}${stderr}`,
      "if you changed nothing: delete node_modules and try again",
    );
  writeStamp(stampFile, stamp);
  return stamp;
}

// node_modules as the lock file says: a clean install when it changed, nothing otherwise.

import { inRoot } from "./paths.mjs";
import { run, say, SetupError } from "./run.mjs";
import { hashOf, isStamped, removeStamp, writeStamp } from "./stamp.mjs";

const stampFile = inRoot("node_modules", ".trivet-stamp");

export async function ensureDependencies() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new SetupError(
      `Node ${process.versions.node} is too old`,
      "install Node 20.19 or newer",
    );
  const stamp =
    hashOf(inRoot("package-lock.json"), inRoot(".npmrc")) +
    process.versions.modules;
  if (isStamped(stampFile, stamp)) return;
  say("installing dependencies (npm ci)…");
  removeStamp(stampFile);
  const { code } = await run("npm", ["ci", "--loglevel=error"]);
  if (code !== 0)
    throw new SetupError(
      "npm ci failed",
      "its own words are above; a registry must be reachable the first time",
    );
  writeStamp(stampFile, stamp);
}

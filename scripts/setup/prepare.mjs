// From a bare checkout to something that runs: dependencies, bundles, system packages, runtime, application.

import { assemble } from "./assemble.mjs";
import { ensureBuild } from "./build.mjs";
import { ensureDependencies } from "./dependencies.mjs";
import { ensureRuntime } from "./runtime.mjs";
import { ensureSystem } from "./system.mjs";

/** `{ launch: {command, args}, runtime, unmended }`; each step does nothing when nothing changed. */
export async function prepare(purposes) {
  await ensureDependencies();
  const buildStamp = await ensureBuild();
  const unmended = await ensureSystem(purposes);
  const runtime = await ensureRuntime();
  return { launch: assemble(runtime, buildStamp), runtime, unmended };
}

// From a bare checkout to something that runs: dependencies, bundles, system packages, runtime, application.

import { assemble } from "./assemble.mjs";
import { ensureBuild } from "./build.mjs";
import { ensureDependencies } from "./dependencies.mjs";
import { ensureRuntime } from "./runtime.mjs";
import { ensureSystem } from "./system.mjs";

/**
 * What the machine needs, in some seconds: `{ buildStamp, unmended }`, the second what no package mends. Each step does
 * nothing when nothing changed.
 */
export async function prepareMachine(purposes) {
  await ensureDependencies();
  const buildStamp = await ensureBuild();
  return { buildStamp, unmended: await ensureSystem(purposes) };
}

/** What may take a download of 200 MB: `{ launch: {command, args}, runtime }`. */
export async function prepareRuntime({ buildStamp }) {
  const runtime = await ensureRuntime();
  return { launch: assemble(runtime, buildStamp), runtime };
}

/** Both: `{ launch, runtime, unmended }`. */
export async function prepare(purposes) {
  const machine = await prepareMachine(purposes);
  return {
    ...(await prepareRuntime(machine)),
    unmended: machine.unmended,
  };
}

// The readers of process memory as the commands use them, loaded when they are needed: other commands start fast.

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { SystemClock } from "../../node/clock/system-clock.ts";
import type { InspectPorts } from "../../services/inspect.ts";
import type {
  AgentRingFiles,
  FlightSamplers,
} from "../../services/ports/flight-recorder.ts";
import type { RuntimeWatches } from "../../services/ports/process-memory.ts";

export async function inspectPorts(): Promise<InspectPorts> {
  const { LocalTargetImages } =
    await import("../../node/process-memory/target-images.ts");
  const { ExecutableLayoutSource } =
    await import("../../node/runtime-layout/layout-source.ts");
  const { defaultLayoutCache } =
    await import("../../node/runtime-layout/layout-cache.ts");
  const { findBundledLayouts } =
    await import("../../node/runtime-layout/bundled-layout.ts");
  return {
    images: new LocalTargetImages(),
    layouts: new ExecutableLayoutSource({
      cacheFolder: defaultLayoutCache(),
      bundledFolder: findBundledLayouts(
        dirname(fileURLToPath(import.meta.url)),
      ),
    }),
  };
}

export async function openRuntimes(): Promise<RuntimeWatches> {
  const { MemoryRuntimeWatches } =
    await import("../../services/runtime-watch.ts");
  return new MemoryRuntimeWatches({
    ...(await inspectPorts()),
    clock: new SystemClock(),
  });
}

export async function flightSamplers(): Promise<FlightSamplers> {
  const { ThreadFlightSamplers } =
    await import("../../node/flight-recorder/thread-flight-samplers.ts");
  return new ThreadFlightSamplers(findScript("flight-worker.js"));
}

/**
 * A script that is built beside the command line's. This module is built into that one or into a chunk below it: which, is
 * the bundler's choice and changes with what else imports it.
 */
function findScript(name: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const path = [here, dirname(here)]
    .map((folder) => join(folder, name))
    .find((candidate) => existsSync(candidate));
  return path ?? join(here, name);
}

export async function agentRings(): Promise<AgentRingFiles> {
  const { MappedAgentRings } =
    await import("../../node/agent-ring/mapped-agent-rings.ts");
  return new MappedAgentRings();
}

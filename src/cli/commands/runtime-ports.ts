// The readers of process memory as the commands use them, loaded when they are needed: other commands start fast.

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

/** The sampling thread's script lies beside the command line's. */
export async function flightSamplers(): Promise<FlightSamplers> {
  const { ThreadFlightSamplers } =
    await import("../../node/flight-recorder/thread-flight-samplers.ts");
  const folder = dirname(fileURLToPath(import.meta.url));
  return new ThreadFlightSamplers(join(folder, "flight-worker.js"));
}

export async function agentRings(): Promise<AgentRingFiles> {
  const { MappedAgentRings } =
    await import("../../node/agent-ring/mapped-agent-rings.ts");
  return new MappedAgentRings();
}

// Traces and crash stops of an open investigation, loaded when they are first asked for.

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import {
  idleTrace,
  type TraceState,
} from "../core/allocation-trace/trace-state.ts";
import { TrivetError } from "../core/errors.ts";
import { AllocationTraceSession } from "../services/allocation-trace-session.ts";
import type { JournalWriter } from "../services/journal-writer.ts";
import type { Identifiers } from "../services/ports/basics.ts";
import type { Emit } from "./emit.ts";
import type { LiveDebugger } from "./live-debugger.ts";
import type { MachinePorts } from "./machine-ports.ts";

export interface LiveTracesOptions {
  readonly machine: MachinePorts;
  readonly debugger: LiveDebugger;
  readonly journal: JournalWriter;
  readonly ids: Identifiers;
  readonly emit: Emit;
}

export class LiveTraces {
  readonly #options: LiveTracesOptions;
  #session: AllocationTraceSession | null = null;
  #loading: Promise<AllocationTraceSession> | null = null;

  constructor(options: LiveTracesOptions) {
    this.#options = options;
  }

  get state(): TraceState {
    return this.#session?.state ?? idleTrace;
  }

  /** Code: procfs-unavailable. */
  load(): Promise<AllocationTraceSession> {
    this.#loading ??= this.#create().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  /** What is under way ends, and is written down. */
  stop(): void {
    this.#session?.stop();
  }

  async #create(): Promise<AllocationTraceSession> {
    const { machine, journal, ids, emit } = this.#options;
    const { processes: inspector, clock } = machine;
    if (inspector === null)
      throw new TrivetError("procfs-unavailable", "a trace needs /proc");
    const { LocalTargetImages } =
      await import("../node/process-memory/target-images.ts");
    const { ExecutableLayoutSource } =
      await import("../node/runtime-layout/layout-source.ts");
    const { defaultLayoutCache } =
      await import("../node/runtime-layout/layout-cache.ts");
    const { findBundledLayouts } =
      await import("../node/runtime-layout/bundled-layout.ts");
    const { TemporaryHitFolders } =
      await import("../node/allocation-trace/hit-folders.ts");
    const { ProcThreadStates } =
      await import("../node/allocation-trace/thread-states.ts");
    const session = new AllocationTraceSession(
      {
        inspect: {
          images: new LocalTargetImages(),
          layouts: new ExecutableLayoutSource({
            cacheFolder: defaultLayoutCache(),
            bundledFolder: findBundledLayouts(
              dirname(fileURLToPath(import.meta.url)),
            ),
          }),
        },
        inspector,
        clock,
        hitFolders: new TemporaryHitFolders(),
        threads: new ProcThreadStates(),
        journal,
        ids,
      },
      await this.#options.debugger.load(),
    );
    session.onState((state) => emit("trace.changed", state));
    this.#session = session;
    return session;
  }
}

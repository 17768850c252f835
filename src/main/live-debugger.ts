// The debugger of an open investigation, loaded when it is first asked for: most people never attach.

import { TrivetError } from "../core/errors.ts";
import type { GdbState } from "../core/investigation/live-state.ts";
import type { TargetCost } from "../core/investigation/model.ts";
import { GdbSession } from "../services/gdb-session.ts";
import type { JournalWriter } from "../services/journal-writer.ts";
import type { Identifiers } from "../services/ports/basics.ts";
import type { Emit } from "./emit.ts";
import type { MachinePorts } from "./machine-ports.ts";

export const detachedGdb: GdbState = {
  status: "detached",
  pid: null,
  gdbVersion: null,
  stopReason: null,
  stoppedSinceMillis: null,
  breakpointsInserted: false,
};

export interface LiveDebuggerOptions {
  readonly machine: MachinePorts;
  readonly journal: JournalWriter;
  readonly ids: Identifiers;
  readonly emit: Emit;
  /** Something that the investigation's state shows has changed. */
  readonly onChanged: () => void;
}

export class LiveDebugger {
  readonly #options: LiveDebuggerOptions;
  #session: GdbSession | null = null;
  #loading: Promise<GdbSession> | null = null;

  constructor(options: LiveDebuggerOptions) {
    this.#options = options;
  }

  get state(): GdbState {
    return this.#session?.state ?? detachedGdb;
  }

  /** Null until it was asked for: nothing can be attached before. */
  get loaded(): GdbSession | null {
    return this.#session;
  }

  /** Code: procfs-unavailable where this system has no /proc to watch over the target with. */
  load(): Promise<GdbSession> {
    this.#loading ??= this.#create().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  /** What the watcher counted and what gdb's stops add to it. */
  costOf(targetId: string, counted: TargetCost): TargetCost {
    const gdb = this.#session?.cost(targetId);
    if (gdb === undefined) return counted;
    return {
      ...counted,
      stops: counted.stops + gdb.stops,
      stoppedMs: counted.stoppedMs + gdb.stoppedMs,
    };
  }

  /** Lets go of whatever it holds, also in the middle of attaching. Never rejects. */
  async release(): Promise<void> {
    await this.#session?.detach();
  }

  async close(): Promise<void> {
    await this.#session?.close();
  }

  async #create(): Promise<GdbSession> {
    const { machine, journal, ids, emit, onChanged } = this.#options;
    const { clock, processes: inspector } = machine;
    if (inspector === null)
      throw new TrivetError(
        "procfs-unavailable",
        "gdb needs /proc to see to it that the target runs on",
      );
    const launcher = await machine.gdb();
    const session = new GdbSession({
      launcher,
      inspector,
      clock,
      ids,
      journal,
    });
    session.onState((state) => {
      emit("gdb.changed", state);
      onChanged();
    });
    session.onOutput((text) => emit("gdb.output", { text }));
    this.#session = session;
    return session;
  }
}

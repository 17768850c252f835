// The debugger of an investigation: at most one target at a time, behind a price that is said beforehand, and every
// word and every stop on the record.

import { TrivetError, toTrivetError } from "../core/errors.ts";
import type {
  GdbEstimate,
  GdbState,
} from "../core/investigation/live-state.ts";
import type { Snapshot, Target } from "../core/investigation/model.ts";
import { GdbAttachment, type AttachmentEnd } from "./gdb-attachment.ts";
import { takeSpanCensus } from "./gdb-census.ts";
import { GdbConsole } from "./gdb-console.ts";
import { GdbPrice, requirePid } from "./gdb-price.ts";
import { GdbRecord } from "./gdb-record.ts";
import { GdbStopMeter, type GdbCost } from "./gdb-stop-meter.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type {
  Clock,
  Disposable,
  GdbLauncher,
  GdbProcess,
  Identifiers,
  ProcessInspector,
} from "./ports.ts";

export interface GdbSessionPorts {
  readonly launcher: GdbLauncher;
  readonly inspector: ProcessInspector;
  readonly clock: Clock;
  readonly ids: Identifiers;
  readonly journal: JournalWriter;
}
export interface GdbSessionOptions {
  /** A single stop longer than this writes a warning. */
  readonly stopBudgetMs?: number;
}

const closeWithinMs = 2_800;
const ctrlC = "\x03";

interface Launching {
  readonly pid: number;
  cancelled: boolean;
  /** Resolves when gdb runs or has failed to. */
  settled: Promise<unknown>;
}
interface Current {
  readonly target: Target;
  readonly meter: GdbStopMeter;
  readonly console: GdbConsole;
  readonly gdbVersion: string;
  readonly attachment: GdbAttachment;
}

export class GdbSession {
  readonly #ports: GdbSessionPorts;
  readonly #stopBudgetMs: number;
  readonly #stateListeners = new Set<(state: GdbState) => void>();
  readonly #outputListeners = new Set<(text: string) => void>();
  readonly #costs = new Map<string, GdbCost>();
  readonly #price: GdbPrice;
  readonly #record: GdbRecord;
  /** From the call to `attach` until gdb runs: there is nothing to show yet, but a second call must wait. */
  #launching: Launching | null = null;
  #current: Current | null = null;
  #closed = false;

  constructor(ports: GdbSessionPorts, options: GdbSessionOptions = {}) {
    this.#ports = ports;
    this.#price = new GdbPrice(ports);
    this.#record = new GdbRecord(ports);
    this.#stopBudgetMs = options.stopBudgetMs ?? 10_000;
  }

  get state(): GdbState {
    const current = this.#current;
    if (current === null)
      return {
        status: this.#launching === null ? "detached" : "attaching",
        pid: this.#launching?.pid ?? null,
        gdbVersion: null,
        stopReason: null,
        stoppedSinceMillis: null,
        breakpointsInserted: false,
      };
    const { attachment, meter } = current;
    return {
      status: statusOf(attachment),
      pid: attachment.pid,
      gdbVersion: current.gdbVersion,
      stopReason: attachment.stopReason,
      stoppedSinceMillis: meter.stoppedSinceMillis,
      breakpointsInserted: attachment.breakpointsInserted,
    };
  }

  onState(listener: (state: GdbState) => void): Disposable {
    this.#stateListeners.add(listener);
    return { dispose: () => this.#stateListeners.delete(listener) };
  }

  /** The console's text as it comes, for a terminal. Acknowledge what was drawn. */
  onOutput(listener: (text: string) => void): Disposable {
    this.#outputListeners.add(listener);
    return { dispose: () => this.#outputListeners.delete(listener) };
  }

  /** Stops of a target by this session, a lasting one counted up to now. */
  cost(targetId: string): GdbCost {
    const before = this.#costs.get(targetId) ?? { stops: 0, stoppedMs: 0 };
    if (this.#current?.target.id !== targetId) return before;
    const now = this.#current.meter.cost;
    return {
      stops: before.stops + now.stops,
      stoppedMs: before.stoppedMs + now.stoppedMs,
    };
  }

  /** What attaching would cost, or what stands in its way. Code: pid-not-found for a target without a process here. */
  estimate(target: Target): Promise<GdbEstimate> {
    return this.#price.estimate(target);
  }

  /**
   * Attaches; the target stands still when this resolves, until `resume` or `detach`. Codes: gdb-busy, gdb-missing,
   * gdb-too-old, gdb-failed, gdb-timeout, gdb-died, ptrace-refused, pid-forbidden, already-traced, pid-not-found,
   * pid-reused, cancelled.
   */
  async attach(
    target: Target,
    size: { readonly columns: number; readonly rows: number },
  ): Promise<GdbState> {
    if (this.#closed)
      throw new TrivetError("cancelled", "the session is closed");
    if (this.#current !== null || this.#launching !== null)
      throw new TrivetError(
        "gdb-busy",
        `gdb is already at process ${this.state.pid ?? "?"}`,
      );
    const launching: Launching = {
      pid: requirePid(target),
      cancelled: false,
      settled: Promise.resolve(),
    };
    this.#launching = launching;
    this.#changed();
    const launch = this.#launch(target, size, launching);
    launching.settled = launch.catch(() => undefined);
    let current: Current;
    try {
      current = await launch;
    } finally {
      this.#launching = null;
      this.#changed();
    }
    await current.attachment.attach();
    const stopMs = Math.round(current.meter.cost.stoppedMs);
    await this.#price.remember(current.attachment.pid, stopMs);
    this.#record.event(target)(
      "gdb-attached",
      this.#ports.clock.nowMillis(),
      `gdb ${current.gdbVersion} attached to process ${current.attachment.pid}`,
      {
        pid: current.attachment.pid,
        gdbVersion: current.gdbVersion,
        attachMs: stopMs,
      },
    );
    return this.state;
  }

  /** Keys from the console. Ctrl-C stops a running target whoever set it running, which gdb alone would not do. */
  input(text: string): void {
    const current = this.#current;
    if (current === null) return; // typed into a console whose gdb has just ended
    if (!text.includes(ctrlC) || !current.attachment.running) {
      current.console.type(text);
      return;
    }
    const rest = text.replaceAll(ctrlC, "");
    if (rest !== "") current.console.type(rest);
    current.attachment.interrupt().catch((thrown: unknown) => {
      this.#record.warn(current.target, toTrivetError(thrown));
    });
  }

  resize(columns: number, rows: number): void {
    this.#current?.attachment.resize(columns, rows);
  }

  /** The window has drawn this many characters of what `onOutput` gave. */
  acknowledge(characters: number): void {
    this.#current?.console.acknowledge(characters);
  }

  /** Codes: not-found when nothing is attached, gdb-timeout, gdb-died, gdb-failed. */
  async resume(): Promise<GdbState> {
    const { attachment, target } = this.#attached();
    this.#record.act(target, "gdb.resume", `process ${attachment.pid}`);
    await attachment.resume();
    return this.state;
  }

  /** Codes as `resume`. */
  async interrupt(): Promise<GdbState> {
    const { attachment, target } = this.#attached();
    this.#record.act(target, "gdb.interrupt", `process ${attachment.pid}`);
    await attachment.interrupt();
    return this.state;
  }

  /** Lets go and ends gdb, also in the middle of attaching. Resolves when the target is known to run. Never rejects. */
  async detach(): Promise<GdbState> {
    if (this.#launching !== null) {
      this.#launching.cancelled = true;
      await this.#launching.settled;
    }
    const current = this.#current;
    if (current !== null) {
      this.#record.act(
        current.target,
        "gdb.detach",
        `process ${current.attachment.pid}`,
      );
      await current.attachment.finish("detached");
    }
    return this.state;
  }

  /**
   * Counts the heap's objects by size class and keeps the answer as evidence. A running target is stopped for it and
   * set running again. Codes: not-found, target-not-go, gdb-failed, gdb-timeout, gdb-died, disk-full, disk-failed.
   */
  async takeSpans(): Promise<Snapshot> {
    const { attachment, target } = this.#attached();
    const record = this.#record;
    return takeSpanCensus(this.#ports, { attachment, target, record });
  }

  /** For shutting down: the target is free within 3 s. */
  async close(): Promise<void> {
    this.#closed = true;
    const enough = new AbortController();
    await Promise.race([
      this.detach(),
      this.#ports.clock
        .sleep(closeWithinMs, enough.signal)
        .catch(() => undefined),
    ]);
    enough.abort();
  }

  async #launch(
    target: Target,
    size: { readonly columns: number; readonly rows: number },
    launching: Launching,
  ): Promise<Current> {
    const { launcher, inspector } = this.#ports;
    const { pid } = launching;
    const obstacle = await this.#price.obstacle(target, pid);
    if (obstacle !== null) throw obstacle;
    const gdbVersion = await launcher.version();
    const before = await inspector.state(pid);
    this.#record.act(target, "gdb.attach", `process ${pid}`);
    const process = await launcher.launch({
      // The link, not the path it shows: the file may be replaced, deleted, or in another mount namespace.
      exe: `/proc/${pid}/exe`,
      ...size,
    });
    if (launching.cancelled) {
      process.terminate();
      throw new TrivetError("cancelled", "detached while gdb was starting");
    }
    const current = this.#hold(
      target,
      pid,
      process,
      gdbVersion,
      before?.state === "T",
    );
    this.#current = current;
    return current;
  }

  #hold(
    target: Target,
    pid: number,
    process: GdbProcess,
    gdbVersion: string,
    wasStopped: boolean,
  ): Current {
    const { clock, journal, ids } = this.#ports;
    const meter = new GdbStopMeter(
      clock,
      this.#record.event(target),
      this.#stopBudgetMs,
    );
    const console = new GdbConsole({
      process,
      clock,
      session: ids.next("gdb"),
      onOutput: (text) => {
        for (const listener of [...this.#outputListeners]) listener(text);
      },
      onChunk: (chunk) => journal.append({ type: "transcript", chunk }),
    });
    const attachment = new GdbAttachment({
      ports: this.#ports,
      process,
      pid,
      wasStopped,
      console,
      meter,
      events: {
        onChange: () => this.#changed(),
        onEnd: (end, detail) => this.#ended(end, detail),
      },
    });
    return { target, meter, console, gdbVersion, attachment };
  }

  #ended(end: AttachmentEnd, detail: string): void {
    const current = this.#current;
    if (current === null) return;
    const { target, meter } = current;
    this.#costs.set(target.id, this.cost(target.id));
    this.#current = null;
    const { stops, stoppedMs } = meter.cost;
    const write = this.#record.event(target);
    const now = this.#ports.clock.nowMillis();
    const because = detail === "" ? end : `${end}: ${detail}`;
    if (end !== "attach-failed")
      write("gdb-detached", now, `gdb let go of the target (${because})`, {
        reason: end,
        detail,
        stops,
        stoppedMs: Math.round(stoppedMs),
      });
    if (end === "gdb-died" || end === "other-process")
      this.#record.warn(
        target,
        new TrivetError(
          end === "gdb-died" ? "gdb-died" : "gdb-failed",
          because,
        ),
      );
    this.#changed();
  }

  #attached(): Current {
    if (this.#current === null || this.#current.attachment.phase !== "attached")
      throw new TrivetError("not-found", "gdb is not attached");
    return this.#current;
  }

  #changed(): void {
    const state = this.state;
    for (const listener of [...this.#stateListeners]) listener(state);
  }
}

function statusOf(attachment: GdbAttachment): GdbState["status"] {
  switch (attachment.phase) {
    case "attaching":
      return "attaching";
    case "attached":
      return attachment.running ? "running" : "stopped";
    case "detaching":
      return "detaching";
    case "ended":
      return "detached";
  }
}

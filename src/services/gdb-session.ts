// The debugger of an investigation: at most one target at a time, behind a price that is said beforehand, and every
// word and every stop on the record.

import { errorCodes, TrivetError, toTrivetError } from "../core/errors.ts";
import {
  extractMarkedJson,
  parseSpanCensus,
} from "../core/go-runtime/parse-span-census.ts";
import type {
  GdbEstimate,
  GdbState,
} from "../core/investigation/live-state.ts";
import type { Snapshot, Target } from "../core/investigation/model.ts";
import { GdbAttachment, type AttachmentEnd } from "./gdb-attachment.ts";
import { GdbConsole } from "./gdb-console.ts";
import {
  GdbStopMeter,
  type GdbCost,
  type WriteEvent,
} from "./gdb-stop-meter.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type {
  Clock,
  Disposable,
  GdbLauncher,
  GdbProcess,
  Identifiers,
  ProcessIdentity,
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

/** Measured with gdb 13: 11 to 40 ms. Symbols are read beforehand, and libraries are left alone (attachment.py). */
const ruleOfThumbMs = { "static-binary": 30, "dynamic-binary": 50 } as const;
const censusTimeoutMs = 60_000;
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
  /** How long attaching to an executable really took, the last time. */
  readonly #measuredMs = new Map<string, number>();
  /** From the call to `attach` until gdb runs: there is nothing to show yet, but a second call must wait. */
  #launching: Launching | null = null;
  #current: Current | null = null;
  #closed = false;

  constructor(ports: GdbSessionPorts, options: GdbSessionOptions = {}) {
    this.#ports = ports;
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
  async estimate(target: Target): Promise<GdbEstimate> {
    const pid = requirePid(target);
    const obstacle = await this.#obstacle(target, pid);
    const identity = await this.#ports.inspector
      .identify(pid)
      .catch(() => null);
    const exe = identity?.exe ?? target.exe ?? "";
    const measured = this.#measuredMs.get(exe);
    const basis =
      identity?.dynamic === false ? "static-binary" : "dynamic-binary";
    return {
      pid,
      exe,
      stopMs: measured ?? ruleOfThumbMs[basis],
      basis: measured === undefined ? basis : "measured-before",
      obstacle,
    };
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
    const { exe } = await this.#ports.inspector
      .identify(current.attachment.pid)
      .catch(() => ({ exe: null }));
    if (exe !== null) this.#measuredMs.set(exe, stopMs);
    this.#event(target)(
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
      this.#warn(current.target, toTrivetError(thrown));
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
    this.#act(target, "gdb.resume", `process ${attachment.pid}`);
    await attachment.resume();
    return this.state;
  }

  /** Codes as `resume`. */
  async interrupt(): Promise<GdbState> {
    const { attachment, target } = this.#attached();
    this.#act(target, "gdb.interrupt", `process ${attachment.pid}`);
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
      this.#act(
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
    const { clock, ids, journal } = this.#ports;
    const request = "go-spans --json";
    this.#act(target, "gdb.spans", request);
    const wasRunning = attachment.running;
    const requestedAtMillis = clock.nowMillis();
    let output: string;
    try {
      if (wasRunning) await attachment.interrupt();
      output = await attachment.query(request, censusTimeoutMs);
    } finally {
      if (wasRunning && attachment.phase === "attached")
        await attachment.resume();
    }
    const json = extractMarkedJson(output);
    const census = parseSpanCensus(json);
    const evidence = await journal.putEvidence(
      new TextEncoder().encode(`${json}\n`),
      "json",
    );
    const snapshot: Snapshot = {
      id: ids.next("spans"),
      targetId: target.id,
      kind: "spans",
      requestedAtMillis,
      atMillis: census.atMillis,
      ...evidence,
      request,
      gcCount: census.numGc,
      forcedGc: false,
    };
    journal.append({ type: "snapshot", snapshot });
    this.#event(target)(
      "snapshot",
      snapshot.atMillis,
      `span census, ${snapshot.bytes} bytes`,
      { snapshotId: snapshot.id, kind: "spans" },
    );
    return snapshot;
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
    const obstacle = await this.#obstacle(target, pid);
    if (obstacle !== null) throw obstacle;
    const gdbVersion = await launcher.version();
    const before = await inspector.state(pid);
    this.#act(target, "gdb.attach", `process ${pid}`);
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
      this.#event(target),
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
    const write = this.#event(target);
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
      this.#warn(
        target,
        new TrivetError(
          end === "gdb-died" ? "gdb-died" : "gdb-failed",
          because,
        ),
      );
    this.#changed();
  }

  /** Null when attaching should work. */
  async #obstacle(target: Target, pid: number): Promise<TrivetError | null> {
    const { launcher, inspector } = this.#ports;
    try {
      await launcher.version();
      const obstacle = await launcher.tracingObstacle(pid);
      if (obstacle !== null)
        return new TrivetError(
          errorCodes.find((code) => code === obstacle.code) ?? "gdb-failed",
          obstacle.message,
        );
      const identity: ProcessIdentity = await inspector.identify(pid);
      if (
        target.startTicks !== null &&
        identity.startTicks !== target.startTicks
      )
        return new TrivetError(
          "pid-reused",
          `process ${pid} is another one now`,
        );
      return null;
    } catch (thrown) {
      return toTrivetError(thrown);
    }
  }

  #attached(): Current {
    if (this.#current === null || this.#current.attachment.phase !== "attached")
      throw new TrivetError("not-found", "gdb is not attached");
    return this.#current;
  }

  #event(target: Target): WriteEvent {
    return (kind, atMillis, text, data) =>
      this.#ports.journal.append({
        type: "event",
        event: {
          id: this.#ports.ids.next("event"),
          targetId: target.id,
          kind,
          atMillis,
          text,
          data,
        },
      });
  }

  #warn(target: Target, error: TrivetError): void {
    this.#event(target)(
      "warning",
      this.#ports.clock.nowMillis(),
      error.message,
      {
        code: error.code,
      },
    );
  }

  #act(target: Target, action: string, detail: string): void {
    this.#ports.journal.append({
      type: "action",
      action: {
        atMillis: this.#ports.clock.nowMillis(),
        actor: "user",
        action,
        detail: `${target.label}: ${detail}`,
      },
    });
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

function requirePid(target: Target): number {
  if (target.pid !== null) return target.pid;
  throw new TrivetError(
    "pid-not-found",
    `${target.label} has no process on this machine`,
  );
}

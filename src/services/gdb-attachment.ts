// One gdb on one target, from its start to the moment when the target is known to run free again. However it ends
// (asked for, typed, killed, crashed), `finish` is the one way out, and it leaves no target stopped.

import { TrivetError, toTrivetError } from "../core/errors.ts";
import {
  createdBreakpoint,
  followInferior,
  noInferior,
  type Inferior,
} from "../core/gdb-mi/inferior.ts";
import type { MiRecord, MiResultRecord } from "../core/gdb-mi/records.ts";
import { ConditionWaiters } from "./condition-waiters.ts";
import type { GdbConsole } from "./gdb-console.ts";
import { askToDetach, askToQuit, mendTarget } from "./gdb-end.ts";
import { GdbMiClient } from "./gdb-mi-client.ts";
import type { GdbStopMeter } from "./gdb-stop-meter.ts";
import { isLive, takeCommand, type GdbSubject } from "./gdb-subject.ts";
import type { Clock } from "./ports/basics.ts";
import type { GdbProcess } from "./ports/gdb.ts";
import type { ProcessInspector } from "./ports/target.ts";

export type AttachmentPhase = "attaching" | "attached" | "detaching" | "ended";

/** Why it ended. */
export type AttachmentEnd =
  | "detached"
  | "gdb-quit"
  | "gdb-died"
  | "target-died"
  | "attach-failed"
  | "other-process";

export interface AttachmentPorts {
  readonly clock: Clock;
  readonly inspector: ProcessInspector;
}
export interface AttachmentEvents {
  /** Anything that GdbState shows may have changed. */
  readonly onChange: () => void;
  readonly onEnd: (end: AttachmentEnd, detail: string) => void;
}

const attachTimeoutMs = 30_000;
const answerTimeoutMs = 5_000;
const exitTimeoutMs = 4_000;
const pollMs = 500;
const settlesMs = 250;

export class GdbAttachment {
  readonly subject: GdbSubject;
  readonly console: GdbConsole;
  readonly #ports: AttachmentPorts;
  readonly #process: GdbProcess;
  readonly #mi: GdbMiClient;
  readonly #meter: GdbStopMeter;
  readonly #events: AttachmentEvents;
  readonly #polling = new AbortController();
  readonly #waiters: ConditionWaiters;
  readonly #wasStopped: boolean;
  #phase: AttachmentPhase = "attaching";
  #inferior: Inferior = noInferior;
  /** MI says `*running` before the first stop of an attach; only after that stop do its words count. */
  #hasStopped = false;
  #ending: Promise<void> | null = null;
  #changes = 0;
  /** How often it was set running. */
  #runs = 0;
  #exit: {
    readonly code: number | null;
    readonly signal: number | null;
  } | null = null;

  constructor(options: {
    readonly ports: AttachmentPorts;
    readonly process: GdbProcess;
    readonly subject: GdbSubject;
    /** The target stood still before gdb came: it is left so. */
    readonly wasStopped: boolean;
    readonly console: GdbConsole;
    readonly meter: GdbStopMeter;
    readonly events: AttachmentEvents;
  }) {
    this.subject = options.subject;
    this.console = options.console;
    this.#ports = options.ports;
    this.#waiters = new ConditionWaiters(options.ports.clock);
    this.#process = options.process;
    this.#meter = options.meter;
    this.#events = options.events;
    this.#wasStopped = options.wasStopped;
    this.#mi = new GdbMiClient(options.process, options.ports.clock, (record) =>
      this.#follow(record),
    );
    options.process.onExit((exit) => this.#gdbExited(exit));
  }

  get phase(): AttachmentPhase {
    return this.#phase;
  }
  get running(): boolean {
    return this.#inferior.running;
  }
  get stopReason(): string | null {
    return this.#inferior.stopReason;
  }
  get breakpointsInserted(): boolean {
    return this.#inferior.breakpoints.size > 0;
  }
  /** Grows whenever what was read of a stopped target may have become another. */
  get changes(): number {
    return this.#changes;
  }
  /** The process on this machine; null for a core. */
  get pid(): number | null {
    return this.subject.kind === "process" ? this.subject.pid : null;
  }

  /** Takes hold of the target; it stands still when this resolves. Codes: ptrace-refused, already-traced, pid-not-found, gdb-timeout, gdb-died, gdb-failed, cancelled. */
  async attach(): Promise<void> {
    try {
      const isProcess = this.subject.kind === "process";
      const isLiving = isLive(this.subject);
      if (isProcess)
        await this.#mi.sendConsole("trivet-before-attach", answerTimeoutMs);
      if (isLiving) this.#meter.begin("attach");
      await this.#mi.send(takeCommand(this.subject), attachTimeoutMs);
      if (isLiving)
        await this.#until(() => this.#hasStopped, attachTimeoutMs, "stop");
      if (isProcess)
        await this.#mi.sendConsole("trivet-after-attach", answerTimeoutMs);
      if (this.#ending !== null) throw new TrivetError("cancelled", "detached");
      this.#phase = "attached";
      this.#events.onChange();
      if (this.pid !== null) void this.#watchTarget(this.pid);
    } catch (thrown) {
      const cancelled = this.#ending !== null;
      const error = toTrivetError(thrown);
      await this.finish("attach-failed", error.message);
      throw cancelled
        ? new TrivetError("cancelled", "detached while attaching")
        : error;
    }
  }

  /** Codes: gdb-timeout, gdb-died, gdb-failed. */
  async resume(): Promise<void> {
    if (this.running) return;
    const runs = this.#runs;
    await this.#mi.send("-exec-continue", answerTimeoutMs);
    // At a breakpoint that is hit at once it stands still again before this looks.
    await this.#until(() => this.#runs > runs, answerTimeoutMs, "run");
  }

  async interrupt(): Promise<void> {
    if (!this.running) return;
    await this.#mi.send("-exec-interrupt --all", answerTimeoutMs);
    await this.#until(() => !this.running, answerTimeoutMs, "stop");
  }

  /** Runs a command of gdb's language over MI and gives back what it printed. Codes: gdb-timeout, gdb-died, gdb-failed. */
  query(command: string, timeoutMs: number): Promise<string> {
    return this.#mi.sendConsole(command, timeoutMs);
  }

  /** Runs an MI command. Codes as `query`. */
  command(command: string, timeoutMs: number): Promise<MiResultRecord> {
    return this.#mi.send(command, timeoutMs);
  }

  resize(columns: number, rows: number): void {
    this.#process.resize(columns, rows);
  }

  /**
   * Lets go of the target, ends gdb and sees to it that the target runs. Resolves when all that is done, also when
   * called again while it is under way. Never rejects: what cannot be mended is told by `onEnd`'s detail.
   */
  finish(end: AttachmentEnd, detail = ""): Promise<void> {
    this.#ending ??= this.#finish(end, detail);
    return this.#ending;
  }

  async #finish(end: AttachmentEnd, detail: string): Promise<void> {
    this.#phase = "detaching";
    this.#polling.abort();
    this.console.release();
    this.#events.onChange();
    await this.#endGdb(end === "detached");
    const mended =
      this.pid === null
        ? ""
        : await mendTarget(this.#ports, this.pid, this.#wasStopped);
    this.#meter.end();
    this.#meter.flush();
    this.console.flush();
    this.#mi.close(new TrivetError("gdb-died", "gdb has ended"));
    this.#phase = "ended";
    this.#wake();
    this.#events.onEnd(end, [detail, mended].filter(Boolean).join("; "));
  }

  async #endGdb(inPeace: boolean): Promise<void> {
    const hasEnded = (): boolean => this.#exit !== null;
    if (inPeace) {
      const holds = (): boolean => this.#inferior.pid !== null;
      if (holds()) await askToDetach(this.#mi, this.#process);
      if (!holds()) await askToQuit(this.#mi, this.#ports.clock, hasEnded);
    }
    this.#process.terminate();
    await this.#until(hasEnded, exitTimeoutMs, "end").catch(
      () => undefined, // its pseudoterminals are closed by now: it ends when it can
    );
  }

  #follow(record: MiRecord): void {
    const before = this.#inferior;
    const after = followInferior(before, record);
    if (record.kind === "exec" && record.class === "stopped") {
      this.#hasStopped = true;
      // A step that is over before its `*running` was told leaves the state as it was, but not the stack.
      this.#changes++;
    }
    if (changesWhatIsRead(record)) this.#changes++;
    if (after === before) {
      if (changesWhatIsRead(record)) this.#events.onChange();
      return;
    }
    this.#inferior = after;
    if (after.running && !before.running) this.#runs++;
    // Let go of, or gone: what gdb still does for itself costs the target nothing.
    if (after.pid === null && before.pid !== null) this.#meter.end();
    if (this.#hasStopped && before.running !== after.running) {
      if (after.running) this.#meter.end();
      else if (after.pid !== null)
        this.#meter.begin(after.stopReason ?? "stopped");
    }
    if (this.#phase === "attached") this.#noticeEnd(before, after);
    this.#events.onChange();
    this.#wake();
  }

  /** Somebody typed `detach`, or the target ended, or the console took hold of another process. */
  #noticeEnd(before: Inferior, after: Inferior): void {
    if (after.exit !== null && before.exit === null)
      void this.finish("target-died", after.exit);
    else if (this.pid !== null && after.pid !== null && after.pid !== this.pid)
      void this.finish("other-process", `process ${after.pid}`);
    else if (after.pid === null && before.pid !== null) void this.#letGo();
  }

  /** Why: a gdb that was told to quit lets go first and is gone a moment later, and an exit's reason follows it. */
  async #letGo(): Promise<void> {
    await this.#ports.clock.sleep(settlesMs, this.#polling.signal).catch(
      () => undefined, // it is being ended meanwhile
    );
    const { pid } = this;
    const state =
      pid === null
        ? undefined
        : await this.#ports.inspector.state(pid).catch(() => null);
    if (state !== undefined && isGone(state))
      await this.finish("target-died", this.#inferior.exit ?? "");
    else await this.finish("detached");
  }

  #gdbExited(exit: {
    readonly code: number | null;
    readonly signal: number | null;
  }): void {
    this.#exit = exit;
    const died = new TrivetError(
      "gdb-died",
      exit.signal === null
        ? `gdb ended with code ${exit.code}`
        : `gdb was ended by signal ${exit.signal}`,
    );
    this.#mi.close(died);
    this.#wake();
    // A failing attach tells its own story; otherwise `quit` was typed, or gdb fell.
    if (this.#phase === "attached")
      void this.finish(
        exit.signal === null && exit.code === 0 ? "gdb-quit" : "gdb-died",
        died.message,
      );
  }

  /** A target that is killed while it stands still gives no event at all: it is looked at twice a second. */
  async #watchTarget(pid: number): Promise<void> {
    const { clock, inspector } = this.#ports;
    for (;;) {
      try {
        await clock.sleep(pollMs, this.#polling.signal);
      } catch {
        return; // it is being let go
      }
      // What cannot be read now may be readable the next time.
      const now = await inspector.state(pid).catch(() => undefined);
      if (now !== undefined && isGone(now)) break;
    }
    await this.finish("target-died", "it is gone");
  }

  #until(holds: () => boolean, timeoutMs: number, verb: string): Promise<void> {
    return this.#waiters.until({
      holds,
      timeoutMs,
      late: `the target did not ${verb} within ${timeoutMs / 1000} s`,
      hopeless: () =>
        this.#exit === null
          ? null
          : new TrivetError("gdb-died", "gdb has ended"),
    });
  }

  #wake(): void {
    this.#waiters.wake();
  }
}

function isGone(state: { readonly state: string } | null): boolean {
  return state === null || state.state === "Z" || state.state === "X";
}

/** Somebody typed `frame 3`, `thread 2`, `set var x=1`, or a breakpoint was set or changed. */
function changesWhatIsRead(record: MiRecord): boolean {
  if (record.kind === "result")
    return createdBreakpoint(record.results) !== undefined;
  return (
    record.kind === "notify" &&
    (record.class.startsWith("breakpoint-") ||
      record.class === "memory-changed" ||
      record.class === "thread-selected")
  );
}

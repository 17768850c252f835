// The debugger of an investigation: at most one subject at a time, behind a price that is said beforehand, and every
// word and every stop on the record.

import { TrivetError, toTrivetError } from "../core/errors.ts";
import { refusedInReadOnly } from "../core/gdb-mi/read-only-commands.ts";
import type { MiResultRecord } from "../core/gdb-mi/records.ts";
import type {
  GdbEstimate,
  GdbState,
} from "../core/investigation/live-state.ts";
import type { Snapshot, Target } from "../core/investigation/model.ts";
import type { AttachmentEnd } from "./gdb-attachment.ts";
import { takeSpanCensus } from "./gdb-census.ts";
import { recordBegin, recordEnd } from "./gdb-chapters.ts";
import { stateOf, type Held, type Launching } from "./gdb-held.ts";
import { launchGdb, type GdbSessionPorts } from "./gdb-launch.ts";
import { GdbPrice, requirePid } from "./gdb-price.ts";
import { GdbRecord } from "./gdb-record.ts";
import type { GdbCost } from "./gdb-stop-meter.ts";
import { describeSubject, type GdbSubject } from "./gdb-subject.ts";
import type { Disposable } from "./ports/basics.ts";

export interface GdbSessionOptions {
  /** A single stop longer than this writes a warning. */
  readonly stopBudgetMs?: number;
}
export interface AttachOptions {
  readonly columns: number;
  readonly rows: number;
  /** Refuse what would change the target. Absent = as the target is marked: yes for production. */
  readonly readOnly?: boolean;
}

const closeWithinMs = 2_800;
const ctrlC = "\x03";

export class GdbSession {
  readonly #ports: GdbSessionPorts;
  readonly #stopBudgetMs: number;
  readonly #stateListeners = new Set<(state: GdbState) => void>();
  readonly #outputListeners = new Set<(text: string) => void>();
  readonly #costs = new Map<string, GdbCost>();
  readonly #price: GdbPrice;
  readonly #record: GdbRecord;
  #launching: Launching | null = null;
  #held: Held | null = null;
  #closed = false;

  constructor(ports: GdbSessionPorts, options: GdbSessionOptions = {}) {
    this.#ports = ports;
    this.#price = new GdbPrice(ports);
    this.#record = new GdbRecord(ports);
    this.#stopBudgetMs = options.stopBudgetMs ?? 10_000;
  }

  get state(): GdbState {
    return stateOf(this.#held, this.#launching);
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
    if (this.#held?.target?.id !== targetId) return before;
    const now = this.#held.meter.cost;
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
  async attach(target: Target, options: AttachOptions): Promise<GdbState> {
    const subject = { kind: "process", pid: requirePid(target) } as const;
    return this.#open(target, subject, options);
  }

  /**
   * Opens a core file. Codes: gdb-busy,
   * gdb-missing, gdb-too-old, gdb-failed, gdb-timeout, gdb-died, cancelled.
   */
  async open(
    subject: Exclude<GdbSubject, { readonly kind: "process" }>,
    options: AttachOptions,
  ): Promise<GdbState> {
    return this.#open(null, subject, options);
  }

  /** Keys from the console. Ctrl-C stops a running target whoever set it running, which gdb alone would not do. */
  input(text: string): void {
    const held = this.#held;
    if (held === null) return; // typed into a console whose gdb has just ended
    if (!text.includes(ctrlC) || !held.attachment.running) {
      held.console.type(text);
      return;
    }
    const rest = text.replaceAll(ctrlC, "");
    if (rest !== "") held.console.type(rest);
    held.attachment.interrupt().catch((thrown: unknown) => {
      this.#record.warn(held.target, toTrivetError(thrown));
    });
  }

  resize(columns: number, rows: number): void {
    this.#held?.attachment.resize(columns, rows);
  }

  /** The window has drawn this many characters of what `onOutput` gave. */
  acknowledge(characters: number): void {
    this.#held?.console.acknowledge(characters);
  }

  /** Codes: not-found when nothing is attached, gdb-timeout, gdb-died, gdb-failed. */
  async resume(): Promise<GdbState> {
    const { attachment, target } = this.#attached();
    this.#record.act(target, "gdb.resume", describeSubject(attachment.subject));
    await attachment.resume();
    return this.state;
  }

  /** Codes as `resume`. */
  async interrupt(): Promise<GdbState> {
    const { attachment, target } = this.#attached();
    this.#record.act(
      target,
      "gdb.interrupt",
      describeSubject(attachment.subject),
    );
    await attachment.interrupt();
    return this.state;
  }

  /**
   * Runs a command of gdb's own language and gives back what it printed; the console does not show it. Allocation
   * tracing and crash stops give their commands (`trivet-…`) here and by `runMi`. Codes: not-found, gdb-refused in
   * read-only mode where the command is not one of ours, gdb-timeout, gdb-died, gdb-failed.
   */
  async runConsole(command: string, timeoutMs: number): Promise<string> {
    const { attachment, readOnly } = this.#attached();
    requireAllowed(refusedInReadOnly(command), readOnly);
    return attachment.query(command, timeoutMs);
  }

  /** Runs an MI command, without a token. Codes as `runConsole`. */
  async runMi(command: string, timeoutMs: number): Promise<MiResultRecord> {
    const { attachment, readOnly } = this.#attached();
    requireAllowed(refusedInReadOnly(command), readOnly);
    return attachment.command(command, timeoutMs);
  }

  /** Lets go and ends gdb, also in the middle of attaching. Resolves when the target is known to run. Never rejects. */
  async detach(): Promise<GdbState> {
    if (this.#launching !== null) {
      this.#launching.cancelled = true;
      await this.#launching.settled;
    }
    const held = this.#held;
    if (held !== null) {
      const what = describeSubject(held.attachment.subject);
      this.#record.act(held.target, "gdb.detach", what);
      await held.attachment.finish("detached");
    }
    return this.state;
  }

  /**
   * Counts the heap's objects by size class and keeps the answer as evidence. A running target is stopped for it and
   * set running again. Codes: not-found, target-not-go, gdb-failed, gdb-timeout, gdb-died, disk-full, disk-failed.
   */
  async takeSpans(): Promise<Snapshot> {
    const { attachment, target } = this.#attached();
    if (target === null)
      throw new TrivetError("not-found", "only a watched process is counted");
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

  async #open(
    target: Target | null,
    subject: GdbSubject,
    options: AttachOptions,
  ): Promise<GdbState> {
    if (this.#closed)
      throw new TrivetError("cancelled", "the session is closed");
    if (this.#held !== null || this.#launching !== null) {
      const busy = this.#held?.attachment.subject ?? this.#launching?.subject;
      throw new TrivetError(
        "gdb-busy",
        `gdb is already at ${busy === undefined ? "work" : describeSubject(busy)}`,
      );
    }
    const held = await this.#launch(target, subject, options);
    await held.attachment.attach();
    if (subject.kind === "process")
      await this.#price.remember(
        subject.pid,
        Math.round(held.meter.cost.stoppedMs),
      );
    recordBegin(this.#record, this.#ports.clock, held);
    return this.state;
  }

  async #launch(
    target: Target | null,
    subject: GdbSubject,
    { columns, rows, readOnly }: AttachOptions,
  ): Promise<Held> {
    const launching: Launching = {
      subject,
      cancelled: false,
      settled: Promise.resolve(),
    };
    this.#launching = launching;
    this.#changed();
    const launch = launchGdb(
      { ports: this.#ports, price: this.#price, record: this.#record },
      {
        target,
        launching,
        size: { columns, rows },
        readOnly: readOnly ?? target?.isProduction ?? false,
        stopBudgetMs: this.#stopBudgetMs,
        onOutput: (text) => {
          for (const listener of [...this.#outputListeners]) listener(text);
        },
        events: {
          onChange: () => this.#changed(),
          onEnd: (end, detail) => this.#ended(end, detail),
        },
      },
    ).then((held) => (this.#held = held));
    launching.settled = launch.catch(() => undefined);
    try {
      return await launch;
    } finally {
      this.#launching = null;
      this.#changed();
    }
  }

  #ended(end: AttachmentEnd, detail: string): void {
    const held = this.#held;
    if (held === null) return;
    const { target } = held;
    if (target !== null) this.#costs.set(target.id, this.cost(target.id));
    this.#held = null;
    recordEnd(this.#record, this.#ports.clock, held, { end, detail });
    this.#changed();
  }

  #attached(): Held {
    if (this.#held === null || this.#held.attachment.phase !== "attached")
      throw new TrivetError("not-found", "gdb is not attached");
    return this.#held;
  }

  #changed(): void {
    const { state } = this;
    for (const listener of [...this.#stateListeners]) listener(state);
  }
}

function requireAllowed(refused: string | null, readOnly: boolean): void {
  if (readOnly && refused !== null)
    throw new TrivetError(
      "gdb-refused",
      `${refused} is refused: this session only reads`,
    );
}

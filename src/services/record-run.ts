// A recording from its first reading to its end: watches, takes snapshots as they fall due, and stops for one of three
// reasons.

import { toTrivetError } from "../core/errors.ts";
import type { Target } from "../core/investigation/model.ts";
import { TargetCapturer, type ProfileCheck } from "./capture.ts";
import type { CaptureKind } from "./capture-request.ts";
import type { ConnectPorts } from "./connect.ts";
import { FlightRecorder } from "./flight-recorder.ts";
import type {
  AgentRingFiles,
  FlightSamplers,
} from "./ports/flight-recorder.ts";
import type { RuntimeWatches } from "./ports/process-memory.ts";
import type { LogFiles } from "./ports/target.ts";
import type { InvestigationSession } from "./investigation-session.ts";
import type {
  RecordingEnd,
  RecordProgress,
  RecordRequest,
} from "./record-request.ts";
import {
  captureAtMs,
  isCaptureDue,
  planRecording,
  shouldAwaitGc,
  type RecordingPlan,
} from "./record-schedule.ts";
import { TargetWatcher } from "./watch.ts";
import { TargetJournal } from "./watch-journal.ts";

export interface RecordingPorts extends ConnectPorts {
  readonly check?: ProfileCheck | undefined;
  readonly runtimes?: RuntimeWatches | null;
  /** Null or absent where there is no flight recorder. */
  readonly flights?: FlightSamplers | null;
  /** Rings of programs with the agent in them; read where there is a flight recorder. */
  readonly agents?: AgentRingFiles | null;
  readonly logs?: LogFiles | null;
}

const tickMs = 100;
const progressMs = 5000;
/** How long the captures under way may take after the end. */
const graceMs = 15_000;

export class Recording {
  readonly log: TargetJournal;
  readonly #session: InvestigationSession;
  readonly #request: RecordRequest;
  readonly #ports: RecordingPorts;
  readonly #watcher: TargetWatcher;
  readonly #capturer: TargetCapturer;
  readonly #flight: FlightRecorder | null;
  readonly #captures = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  readonly #startedMs: number;
  #samplesNothing = false;
  #lastReportMs = Number.NEGATIVE_INFINITY;

  constructor(
    target: Target,
    session: InvestigationSession,
    request: RecordRequest,
    ports: RecordingPorts,
  ) {
    this.#session = session;
    this.#request = request;
    this.#ports = ports;
    const shared = { ...ports, journal: session };
    this.log = new TargetJournal(target.id, shared);
    this.#watcher = new TargetWatcher(target, shared, { log: request.log });
    this.#capturer = new TargetCapturer(this.#watcher, shared);
    this.#flight =
      request.flight === undefined || !ports.flights
        ? null
        : new FlightRecorder(this.#watcher, request.flight, {
            ...shared,
            samplers: ports.flights,
            agents: ports.agents,
            capturer: this.#capturer,
          });
    this.#startedMs = ports.clock.monotonicMillis();
    // A page of counters and no process: nobody gives a profile.
    this.#samplesNothing = target.url === null && target.pid === null;
  }

  /** Throws only `cancelled`, when aborted. */
  async run(): Promise<{
    readonly endedBecause: RecordingEnd;
    readonly elapsedMs: number;
  }> {
    const { url, label } = this.#watcher.target;
    this.log.event("recorder-started", `recording ${url ?? label}`, {
      everyMs: this.#request.everyMs,
      durationMs: this.#request.durationMs ?? 0,
      gc: this.#request.gc,
    });
    this.#watcher.start();
    await this.#startFlight();
    const endedBecause = await this.#untilEnd();
    // Ctrl-C does not wait for a slow capture; a regular end does.
    if (endedBecause !== "duration") this.#captures.abort();
    await this.#settle();
    await this.#flight?.finish(endedBecause === "target-died");
    await this.#watcher.stop();
    const elapsedMs = this.#elapsedMs;
    this.log.event("recorder-stopped", `ended: ${endedBecause}`, {
      reason: endedBecause,
      elapsedMs: Math.round(elapsedMs),
    });
    this.#request.abort.throwIfAborted();
    return { endedBecause, elapsedMs };
  }

  async #untilEnd(): Promise<RecordingEnd> {
    const { durationMs, everyMs, finish, abort } = this.#request;
    const plan =
      durationMs === null ? null : planRecording(durationMs, everyMs);
    for (let captureIndex = 0; ;) {
      if (finish.aborted || abort.aborted) return "interrupted";
      if (this.#watcher.state.status === "ended") return "target-died";
      const elapsedMs = this.#elapsedMs;
      if (durationMs !== null && elapsedMs >= durationMs) return "duration";
      if (this.#shouldCapture(plan, captureIndex, elapsedMs)) {
        captureIndex++;
        if (!this.#samplesNothing) this.#capture("heap");
        // Memory tells how many there are, a profile of them only the program.
        if (this.#watcher.target.url !== null) this.#capture("goroutine");
      }
      this.report("recording");
      await this.#ports.clock.sleep(tickMs);
    }
  }

  async #startFlight(): Promise<void> {
    if (this.#flight === null) return;
    try {
      if (await this.#flight.start()) return;
      const why = "its process is not one of this machine";
      this.log.event("warning", `no flight recorder: ${why}`);
    } catch (thrown) {
      const { code, message } = toTrivetError(thrown);
      this.log.event("warning", `no flight recorder: ${message}`, { code });
    }
  }

  #shouldCapture(
    plan: RecordingPlan | null,
    index: number,
    elapsedMs: number,
  ): boolean {
    const { everyMs, gc } = this.#request;
    if (!isCaptureDue(plan, index, elapsedMs, everyMs)) return false;
    const dueAtMs =
      (plan === null ? undefined : captureAtMs(plan, index)) ?? index * everyMs;
    const isLast = plan !== null && index === plan.regular;
    if (gc || isLast) return true;
    const { model } = this.#session;
    const heaps = model.snapshots.filter(({ kind }) => kind === "heap");
    return !shouldAwaitGc({
      dueForMs: elapsedMs - dueAtMs,
      everyMs,
      numGc: this.#newest("numGc"),
      numGcBefore: heaps.at(-1)?.gcCount ?? null,
    });
  }

  /** Failures are on record already (`capture-failed`); the recording goes on. */
  #capture(kind: CaptureKind): void {
    const capture = this.#capturer
      .take({
        kind,
        gc: this.#request.gc,
        signal: this.#captures.signal,
      })
      .then(
        () => undefined,
        (error: unknown) => {
          // It was off when the program started: no later reading will find more.
          this.#samplesNothing ||=
            this.#watcher.target.url === null &&
            toTrivetError(error).code === "profile-empty";
        },
      )
      .finally(() => this.#underWay.delete(capture));
    this.#underWay.add(capture);
  }

  async #settle(): Promise<void> {
    const { finish, abort } = this.#request;
    const deadline = this.#elapsedMs + graceMs;
    while (this.#underWay.size > 0) {
      const isOver = this.#elapsedMs >= deadline;
      if (isOver || finish.aborted || abort.aborted) this.#captures.abort();
      await Promise.race([
        Promise.all(this.#underWay),
        this.#ports.clock.sleep(tickMs),
      ]);
    }
  }

  report(phase: RecordProgress["phase"]): void {
    const elapsedMs = this.#elapsedMs;
    if (elapsedMs - this.#lastReportMs < progressMs) return;
    this.#lastReportMs = elapsedMs;
    const { model } = this.#session;
    const { target, state } = this.#watcher;
    this.#request.onProgress?.({
      elapsedMs,
      durationMs: this.#request.durationMs,
      phase,
      status: state.problem?.message ?? state.status,
      samples: countSamples(model, target.id),
      snapshots: model.snapshots.length,
      heapAlloc: this.#newest("heapAlloc"),
      rss: this.#newest("rss"),
    });
  }

  #newest(name: "numGc" | "heapAlloc" | "rss"): number | null {
    const column = this.#session.model.series(this.#watcher.target.id, name);
    return column?.values.at(-1) ?? null;
  }

  get #elapsedMs(): number {
    return this.#ports.clock.monotonicMillis() - this.#startedMs;
  }
}

/** Readings of all sources: the longest series of each counts for its source. */
export function countSamples(
  model: InvestigationSession["model"],
  targetId: string,
): number {
  return (["heapAlloc", "heapMarked", "rss", "cgroupCurrent"] as const).reduce(
    (sum, name) => sum + (model.series(targetId, name)?.length ?? 0),
    0,
  );
}

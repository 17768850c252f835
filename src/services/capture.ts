// Takes snapshots of one target: asks, checks, keeps the bytes as they came, and says in which collection's light they
// are to be read. A failure is on record and hurts nothing else.

import { toTrivetError, TrivetError } from "../core/errors.ts";
import type { CaptureEstimate } from "../core/investigation/live-state.ts";
import { stopsOfDump } from "../core/investigation/goroutine-stacks.ts";
import type { Snapshot } from "../core/investigation/model.ts";
import { estimateCapture } from "./capture-estimate.ts";
import { captureFromMemory, type MemorySubject } from "./capture-memory.ts";
import {
  acceptGoroutineDump,
  acceptProfile,
  captureUrl,
  maxProfileBytes,
  type CaptureKind,
} from "./capture-request.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock, Identifiers } from "./ports/basics.ts";
import type { HttpFetcher, ProcessInspector } from "./ports/target.ts";
import type { TargetCostMeter } from "./watch-cost.ts";
import { TargetJournal } from "./watch-journal.ts";
import { fetchMemStats } from "./watch-memstats.ts";

export type ProfileCheck = (
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
) => Promise<void>;

export interface CapturePorts {
  readonly http: HttpFetcher;
  readonly processes: ProcessInspector | null;
  readonly clock: Clock;
  readonly ids: Identifiers;
  readonly journal: JournalWriter;
  /**
   * Refuses bytes that are no whole profile, before they become evidence (codes: profile-malformed, profile-truncated,
   * profile-too-large). Left out, only the beginning of the body is looked at.
   */
  readonly check?: ProfileCheck | undefined;
}

/** What is watched; a TargetWatcher is one. */
export interface CaptureSubject extends MemorySubject {
  readonly cost: TargetCostMeter;
  readonly medianLatencyMs: number | null;
}

export interface CaptureRequest {
  readonly kind: CaptureKind;
  /** Force a full collection first: the heap profile then lags behind nothing, and the target pays for it. */
  readonly gc: boolean;
  /** Of goroutines: every one by id, state and wait. The target stands still while it prints them. */
  readonly stacks?: boolean | undefined;
  /** A heap profile out of the process's memory: nothing is asked and nothing lags. Always so without a URL. */
  readonly fromMemory?: boolean | undefined;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (bytes: number, total: number | null) => void;
}

const defaultTimeoutMs = 60_000;
/** A forced collection took up to 13 s on a loaded machine with many goroutines, a dump of 15,000 of them 10 s. */
const slowTimeoutMs = 120_000;
const counterTimeoutMs = 10_000;
const rememberedCaptures = 9;

export class TargetCapturer {
  readonly #subject: CaptureSubject;
  readonly #ports: CapturePorts;
  readonly #log: TargetJournal;
  /** The last capture of each kind: the next one of that kind waits for it. */
  readonly #last = new Map<CaptureKind, Promise<unknown>>();
  readonly #measured = new Map<string, number[]>();

  constructor(subject: CaptureSubject, ports: CapturePorts) {
    this.#subject = subject;
    this.#ports = ports;
    this.#log = new TargetJournal(subject.target.id, ports);
  }

  estimate(kind: CaptureKind, gc: boolean, stacks = false): CaptureEstimate {
    const { target, medianLatencyMs } = this.#subject;
    const { model } = this.#ports.journal;
    const objects = model.series(target.id, "heapObjects");
    const goroutines = model.series(target.id, "goroutines");
    return estimateCapture({
      kind,
      gc,
      stacks,
      measuredMs: this.#measured.get(stacks ? `${kind}+stacks` : kind) ?? [],
      measuredWithGcMs: this.#measured.get(`${kind}+gc`) ?? [],
      pollMs: medianLatencyMs,
      heapObjects: objects?.values.at(-1) ?? null,
      goroutines: goroutines?.values.at(-1) ?? null,
    });
  }

  /**
   * One snapshot; a second one of the same kind waits for the first, other kinds go on beside it. Codes: the fetcher's,
   * profile-not-served, http-status, not-go-pprof, target-died, disk-full, disk-failed, cancelled, and the check's.
   */
  async take(request: CaptureRequest): Promise<Snapshot> {
    const before = this.#last.get(request.kind) ?? Promise.resolve();
    const mine = before.then(() => this.#takeNow(request));
    const settled = mine.catch(() => undefined);
    this.#last.set(request.kind, settled);
    return mine;
  }

  async #takeNow(request: CaptureRequest): Promise<Snapshot> {
    const { kind } = request;
    const gc = request.gc && kind === "heap";
    const { target } = this.#subject;
    try {
      request.signal?.throwIfAborted();
      if (kind === "heap" && (request.fromMemory === true || !target.url))
        return await captureFromMemory(this.#subject, this.#ports, request);
      if (target.url === null)
        throw new TrivetError(
          "profile-not-served",
          `${target.label} has no pprof URL`,
        );
      return await this.#fetchSnapshot(request, gc, target.url);
    } catch (thrown) {
      const error = await this.#nameDeath(toTrivetError(thrown));
      if (error.code !== "cancelled")
        this.#log.event("capture-failed", `${kind}: ${error.message}`, {
          kind,
          code: error.code,
        });
      throw error;
    }
  }

  async #fetchSnapshot(
    request: CaptureRequest,
    gc: boolean,
    baseUrl: string,
  ): Promise<Snapshot> {
    const { kind, signal } = request;
    const { clock, ids, journal } = this.#ports;
    const stacks = request.stacks === true && kind === "goroutine";
    const url = captureUrl(baseUrl, kind, { gc, stacks });
    const gcBefore = await this.#readNumGc(baseUrl, signal);
    journal.append({
      type: "action",
      action: {
        atMillis: clock.nowMillis(),
        actor: "trivet",
        action: `capture.${kind}`,
        detail: `GET ${url}`,
      },
    });
    const requestedAtMillis = clock.nowMillis();
    const response = await this.#ports.http
      .get({
        url,
        timeoutMs:
          request.timeoutMs ??
          (gc || stacks ? slowTimeoutMs : defaultTimeoutMs),
        maxBytes: maxProfileBytes,
        ...(signal === undefined ? {} : { signal }),
        ...(request.onProgress === undefined
          ? {}
          : { onProgress: request.onProgress }),
      })
      .finally(() => {
        // Asked is asked: the target collects even when nobody waits for the answer any more.
        if (gc) this.#subject.cost.addForcedGc();
      });
    const atMillis = clock.nowMillis();
    this.#subject.cost.addRequest(response.body.length);
    const extension = (stacks ? acceptGoroutineDump : acceptProfile)(
      response,
      url,
    );
    const stops = stacks ? stopsOfDump(response.body.length) : 0;
    this.#subject.cost.addStops(stops, stacks ? response.tookMs : 0);
    // Before the check, which takes its time: the target goes on collecting.
    const gcAfter = await this.#readNumGc(baseUrl, signal);
    await this.#ports.check?.(response.body, signal);
    signal?.throwIfAborted();
    const evidence = await journal.putEvidence(response.body, extension);
    const form = gc ? "+gc" : stacks ? "+stacks" : "";
    this.#remember(`${kind}${form}`, response.tookMs);
    const snapshot: Snapshot = {
      id: ids.next(kind),
      targetId: this.#subject.target.id,
      kind,
      requestedAtMillis,
      atMillis,
      member: evidence.member,
      bytes: evidence.bytes,
      sha256: evidence.sha256,
      request: url,
      gcCount: gc ? countForced(gcBefore, gcAfter) : gcBefore,
      forcedGc: gc,
    };
    journal.append({ type: "snapshot", snapshot });
    this.#log.event("snapshot", `${kind} profile, ${evidence.bytes} bytes`, {
      snapshotId: snapshot.id,
      kind,
      forcedGc: gc,
      tookMs: Math.round(response.tookMs),
      // At most: writing it out is in the time as well.
      ...(stacks ? { stops, stoppedMs: Math.round(response.tookMs) } : {}),
      ...(gcBefore === null ? {} : { gcBefore }),
      ...(gcAfter === null ? {} : { gcAfter }),
    });
    return snapshot;
  }

  /** NumGC now; null when the counters do not come, which is no reason to go without the profile. */
  async #readNumGc(
    baseUrl: string,
    signal: AbortSignal | undefined,
  ): Promise<number | null> {
    try {
      const { reading, bytes } = await fetchMemStats(this.#ports, baseUrl, {
        timeoutMs: counterTimeoutMs,
        ...(signal === undefined ? {} : { signal }),
      });
      this.#subject.cost.addRequest(bytes);
      return reading.values.numGc ?? null;
    } catch (thrown) {
      const error = toTrivetError(thrown);
      if (error.code === "cancelled") throw error;
      return null;
    }
  }

  /** A broken connection has a better name when the process behind it is gone. */
  async #nameDeath(error: TrivetError): Promise<TrivetError> {
    const { pid, startTicks, label } = this.#subject.target;
    const { processes } = this.#ports;
    const mayBeDeath =
      error.code === "target-unreachable" || error.code === "body-truncated";
    if (!mayBeDeath || processes === null) return error;
    if (pid === null || startTicks === null) return error;
    try {
      await processes.read(pid, startTicks);
      return error;
    } catch (thrown) {
      const { code } = toTrivetError(thrown);
      if (code !== "pid-not-found" && code !== "pid-reused") return error;
      return new TrivetError(
        "target-died",
        `${label} died during the capture: ${error.message}`,
        { cause: error, detail: { pid } },
      );
    }
  }

  #remember(key: string, tookMs: number): void {
    const values = this.#measured.get(key) ?? [];
    this.#measured.set(key, [...values, tookMs].slice(-rememberedCaptures));
  }
}

/** The forced collection's own number, as near as counters tell: at least the next one after the request. */
function countForced(
  gcBefore: number | null,
  gcAfter: number | null,
): number | null {
  if (gcBefore === null) return gcAfter;
  return Math.max(gcBefore + 1, gcAfter ?? 0);
}

// Judging a day's recording takes a tenth of a second and more, in which the main process could neither record nor serve
// the window: a worker thread does it. A short recording is judged on the spot, in less time than the thread would need
// to start, so that most windows never have one.

import { Worker } from "node:worker_threads";
import { TrivetError } from "../../core/errors.ts";
import { judgeEvidence } from "../../core/findings/evaluate.ts";
import type { SnapshotReadings } from "../../core/findings/finding-input.ts";
import type { VerdictReport } from "../../core/findings/finding.ts";
import type { TargetEvidence } from "../../core/findings/target-evidence.ts";
import type { Judge } from "../../services/ports.ts";
import {
  cancelled,
  detach,
  type JudgeReply,
  type JudgeRequest,
} from "./judge-protocol.ts";

interface Pending {
  readonly resolve: (report: VerdictReport) => void;
  readonly reject: (error: TrivetError) => void;
}

/** Readings of the longest series that are judged in a few milliseconds: half an hour of one a second. */
const fewReadings = 1_800;

export class WorkerJudge implements Judge {
  readonly #scriptPath: string;
  #worker: Worker | null = null;
  readonly #pending = new Map<number, Pending>();
  /** Snapshots whose reading the present worker has. */
  readonly #sent = new Set<string>();
  #lastNumber = 0;
  #closed = false;

  /** `scriptPath`: the built judge-worker.js. */
  constructor(scriptPath: string) {
    this.#scriptPath = scriptPath;
  }

  async judge(
    evidence: TargetEvidence | null,
    readings: SnapshotReadings,
    signal?: AbortSignal,
  ): Promise<VerdictReport> {
    if (this.#closed) throw new TrivetError("cancelled", "the judge is closed");
    if (signal?.aborted === true) throw cancelled(signal);
    if (evidence === null || readingsOf(evidence) <= fewReadings)
      return judgeEvidence(evidence, readings);
    return this.#ask(evidence, readings, signal);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const worker = this.#worker;
    this.#forget(worker, new TrivetError("cancelled", "the judge was closed"));
    await worker?.terminate();
  }

  async #ask(
    evidence: TargetEvidence,
    readings: SnapshotReadings,
    signal: AbortSignal | undefined,
  ): Promise<VerdictReport> {
    const worker = (this.#worker ??= this.#start());
    const number = ++this.#lastNumber;
    const { evidence: own, buffers } = detach(evidence);
    const news = this.#takeNews(readings);
    const request: JudgeRequest = { number, evidence: own, news };
    const onAbort = (): void => {
      const pending = this.#pending.get(number);
      this.#settle(number);
      if (signal !== undefined) pending?.reject(cancelled(signal));
    };
    try {
      return await new Promise<VerdictReport>((resolve, reject) => {
        this.#pending.set(number, { resolve, reject });
        // An idle worker must not keep the process alive, a busy one must.
        worker.ref();
        signal?.addEventListener("abort", onAbort, { once: true });
        worker.postMessage(request, buffers);
      });
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }

  #takeNews(readings: SnapshotReadings): SnapshotReadings {
    const isNew = ([id]: readonly [string, unknown]): boolean =>
      !this.#sent.has(id);
    const news = {
      sites: new Map([...readings.sites].filter(isNew)),
      goroutines: new Map([...readings.goroutines].filter(isNew)),
      spans: new Map([...readings.spans].filter(isNew)),
    };
    for (const part of Object.values(news))
      for (const id of part.keys()) this.#sent.add(id);
    return news;
  }

  #start(): Worker {
    const worker = new Worker(this.#scriptPath);
    worker.on("message", (reply: JudgeReply) => {
      if (this.#worker === worker) this.#receive(reply);
    });
    worker.on("error", (error) => {
      const fact = `the judging worker crashed: ${error.message}`;
      this.#forget(worker, new TrivetError("internal", fact, { cause: error }));
    });
    worker.on("exit", (code) => {
      const fact = `the judging worker ended (code ${code})`;
      this.#forget(worker, new TrivetError("internal", fact));
    });
    worker.unref();
    return worker;
  }

  #receive(reply: JudgeReply): void {
    const pending = this.#pending.get(reply.number);
    this.#settle(reply.number);
    if (reply.ok) pending?.resolve(reply.report);
    else
      pending?.reject(new TrivetError(reply.error.code, reply.error.message));
  }

  #settle(number: number): void {
    this.#pending.delete(number);
    if (this.#pending.size === 0) this.#worker?.unref();
  }

  /** A worker that is gone fails all it was asked; the next one is told everything anew. */
  #forget(worker: Worker | null, error: TrivetError): void {
    if (worker === null || this.#worker !== worker) return;
    this.#worker = null;
    this.#sent.clear();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const request of pending) request.reject(error);
  }
}

function readingsOf({ series, gcNumbers }: TargetEvidence): number {
  return Math.max(
    gcNumbers.length,
    ...Object.values(series).map(({ times }) => times.length),
  );
}

// Judging a day's recording takes a tenth of a second and more, in which the main process could neither record nor serve
// the window: a worker thread does it. A short recording is judged on the spot, in less time than the thread would need
// to start, so that most windows never have one.

import { cancelledBy, TrivetError } from "../../core/errors.ts";
import { judgeEvidence } from "../../core/findings/evaluate.ts";
import type { SnapshotReadings } from "../../core/findings/finding-input.ts";
import type { VerdictReport } from "../../core/findings/finding.ts";
import type { TargetEvidence } from "../../core/findings/target-evidence.ts";
import type { Judge } from "../../services/ports/judge.ts";
import { WorkerClient } from "../worker-thread/worker-client.ts";
import { detach, type JudgeCall } from "./judge-protocol.ts";

/** Readings of the longest series that are judged in a few milliseconds: half an hour of one a second. */
const fewReadings = 1_800;

export class WorkerJudge implements Judge {
  readonly #worker: WorkerClient<JudgeCall>;
  /** Snapshots whose reading the present thread has. */
  readonly #sent = new Set<string>();
  #closed = false;

  /** `scriptPath`: the built judge-worker.js. */
  constructor(scriptPath: string) {
    this.#worker = new WorkerClient({
      scriptPath,
      name: "the judge",
      // The next one is told everything anew.
      onGone: () => {
        this.#sent.clear();
      },
    });
  }

  async judge(
    evidence: TargetEvidence | null,
    readings: SnapshotReadings,
    signal?: AbortSignal,
  ): Promise<VerdictReport> {
    if (this.#closed) throw new TrivetError("cancelled", "the judge is closed");
    if (signal?.aborted === true) throw cancelledBy(signal);
    if (evidence === null || readingsOf(evidence) <= fewReadings)
      return judgeEvidence(evidence, readings);
    const { evidence: own, buffers } = detach(evidence);
    const call = { evidence: own, news: this.#takeNews(readings) };
    return this.#worker.ask(call, { signal, transfer: buffers });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker.close();
  }

  #takeNews(readings: SnapshotReadings): SnapshotReadings {
    const isNew = ([id]: readonly [string, unknown]): boolean =>
      !this.#sent.has(id);
    const news = {
      sites: new Map([...readings.sites].filter(isNew)),
      goroutines: new Map([...readings.goroutines].filter(isNew)),
      spans: new Map([...readings.spans].filter(isNew)),
      holders: new Map([...(readings.holders ?? [])].filter(isNew)),
    };
    for (const part of Object.values(news))
      for (const id of part.keys()) this.#sent.add(id);
    return news;
  }
}

function readingsOf({ series, gcNumbers }: TargetEvidence): number {
  return Math.max(
    gcNumbers.length,
    ...Object.values(series).map(({ times }) => times.length),
  );
}

// Who held the heap when a core was written: the same graph as of a process, with nobody to stop, and the heap profile
// that lies in the same memory, so that who allocated it can be asked offline as well.

import { TrivetError } from "../core/errors.ts";
import {
  encodeBuckets,
  inspectBuckets,
  readProfileRate,
} from "./inspect-buckets.ts";
import { inspectMemStats, type Inspection } from "./inspect.ts";
import type { CoreFacts, TakenCore } from "./ports/heap-graphs.ts";
import { mappingOf } from "./runtime-watch.ts";
import { takeHolders, type TakeHoldersOptions } from "./take-holders.ts";

/** Codes: core-malformed (it ends early), and those of `takeHeap`. */
export async function takeCoreHolders(
  inspection: Inspection,
  facts: CoreFacts,
  options: Pick<
    TakeHoldersOptions,
    "checkpoint" | "group" | "monotonicMillis" | "signal"
  >,
): Promise<TakenCore> {
  const { cutOff } = inspection.image;
  if (cutOff !== undefined)
    throw new TrivetError(
      "core-malformed",
      `${facts.core} ends at byte ${cutOff.size} of ${cutOff.wholeSize}: what lies behind is missing`,
      { detail: { size: cutOff.size, wholeSize: cutOff.wholeSize } },
    );
  let unreadableBytes = 0;
  const taken = await takeHolders(inspection, {
    ...options,
    pauses: null,
    pid: null,
    maxPauseMs: 0,
    nowMillis: () => facts.writtenAtMillis,
    onCopied: (image) => (unreadableBytes = image.unreadableBytes),
  });
  return {
    ...taken,
    unreadableBytes,
    heapProfile: await heapProfileOf(inspection, facts),
  };
}

/** As of the last collection, as live recordings keep it; before the first one, as of the core. */
async function heapProfileOf(
  inspection: Inspection,
  { writtenAtMillis }: CoreFacts,
): Promise<Uint8Array | null> {
  if ((await readProfileRate(inspection)) === 0) return null;
  const { numGc } = await inspectMemStats(inspection);
  const report = await inspectBuckets(
    inspection,
    numGc > 0 ? "collected" : "current",
  );
  return encodeBuckets(report, {
    timeMillis: Math.round(writtenAtMillis),
    mapping: await mappingOf(inspection),
  });
}

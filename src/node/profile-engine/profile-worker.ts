// Entry of the worker thread: decodes and holds profiles, answers with views. Built as its own file next to main.

import { workerData } from "node:worker_threads";
import type { Checkpoint } from "../../core/pprof/profile.ts";
import { HeldProfiles } from "./held-profiles.ts";
import { serveCalls } from "../worker-thread/serve-calls.ts";
import {
  describeError,
  type ThreadError,
} from "../worker-thread/thread-messages.ts";
import type { WorkerCall } from "./worker-protocol.ts";

const options = (workerData ?? {}) as { readonly maxBytes?: number };
const held = new HeldProfiles(options);

// eslint-disable-next-line complexity -- one case a method, and nothing in them
async function answer(
  call: WorkerCall,
  checkpoint: Checkpoint,
): Promise<unknown> {
  switch (call.method) {
    case "load":
      return held.load(call.id, call.bytes, checkpoint);
    case "top":
      return held.top(call.query, checkpoint);
    case "lensEffect":
      return held.lensEffect(call.query, checkpoint);
    case "flame":
      return held.flame(call.query, checkpoint);
    case "sandwich":
      return held.sandwich(call.query, checkpoint);
    case "search":
      return held.search(call.query, checkpoint);
    case "callers":
      return held.callers(call.query, checkpoint);
    case "functionValue":
      return held.functionValue(call.query, checkpoint);
    case "source":
      return held.source(call.query, checkpoint);
    case "tags":
      return held.tags(call.query, checkpoint);
    case "compare":
      return held.compare(call.query, checkpoint);
    case "trendAdd":
      return held.trendAdd(call.trendId, call.query, call.profile, checkpoint);
    case "trendFinish":
      return held.trends.finish(call.trendId, call.limit, checkpoint);
    case "trendDrop":
      held.trends.drop(call.trendId);
      return null;
    case "sites":
      return held.sites(call.id, checkpoint);
    case "goroutines":
      return held.goroutines(call.id, call.beforeId, checkpoint);
    case "holderSummary":
      return held.holderSummary(call.id);
    case "holders":
      return held.holders(call.id, call.beforeId);
    case "browseGoroutines":
      return held.dumps.browse(call.query, checkpoint);
    case "describeGoroutines":
      return held.dumps.describe(call.query, checkpoint);
    case "findGoroutine":
      return held.dumps.find(call.id, call.goroutine, checkpoint);
    case "topStacks":
      return held.topStacks(call.id, call.count, checkpoint);
    case "total":
      return held.total(call.id, call.sampleType);
    case "unload":
      held.unload(call.id);
      return null;
  }
}

function describe(thrown: unknown): ThreadError {
  const error = describeError(thrown);
  // A typed array that does not fit: the profile asks for more memory than there is.
  return thrown instanceof RangeError &&
    /allocation failed|Invalid.*length/.test(error.message)
    ? {
        ...error,
        code: "profile-too-large",
        message: `not enough memory for this profile (${error.message})`,
      }
    : error;
}

serveCalls(answer, describe);

// What the window gets of a recorded trace or crash: the places, and as much of the single allocations and goroutines as
// fits a message. Read from evidence, which an archive may bring from anywhere: what is not as expected is refused.

import { TrivetError } from "../errors.ts";
import type { GoroutineFrame } from "../go-runtime/goroutine-records.ts";
import {
  describeCrash,
  type CrashKind,
  type CrashReport,
} from "./crash-report.ts";
import { groupSites, type AllocationSite } from "./group-sites.ts";
import type { AllocationTrace, TracedAllocation } from "./traced-allocation.ts";

export interface TraceView extends Omit<AllocationTrace, "allocations"> {
  readonly sites: readonly AllocationSite[];
  /** Newest first. */
  readonly latest: readonly TracedAllocation[];
  /** How many there are of them. */
  readonly recorded: number;
}

export interface CrashGoroutine {
  readonly id: number;
  readonly status: string;
  readonly waitReason: string;
  readonly frames: readonly GoroutineFrame[];
  readonly defers: CrashReport["goroutines"][number]["defers"];
}

export interface CrashView extends Omit<
  CrashReport,
  "goroutines" | "recent" | "panics"
> {
  readonly kind: CrashKind;
  readonly headline: string;
  readonly panics: readonly { readonly type: string; readonly value: string }[];
  /** Null where the thread worked for none, or it could not be read. */
  readonly crashed: CrashGoroutine | null;
  readonly goroutineCount: number;
  /** The program's own, by id, as many as are shown. */
  readonly goroutines: readonly {
    readonly id: number;
    readonly state: string;
    /** The innermost outside of the runtime. */
    readonly function: string;
  }[];
  readonly recent: TraceView | null;
}

const shownAllocations = 500;
const shownFrames = 32;
const shownGoroutines = 500;

/** Code: bad-request for bytes that are no trace. */
export function viewTrace(json: string): TraceView {
  return describeTrace(
    parse<AllocationTrace>(json, "trivet.trace.allocations/1"),
  );
}

/** Code: bad-request for bytes that are no crash. */
export function viewCrash(json: string): CrashView {
  const report = parse<CrashReport>(json, "trivet.crash/1");
  const { goroutines, recent, panics, ...rest } = report;
  const crashed = goroutines.find(({ id }) => id === report.goroutine);
  return {
    ...rest,
    headline: describeCrash(report),
    panics: panics.map(({ type, value }) => ({
      type: type ?? "?",
      value: value ?? "?",
    })),
    crashed:
      crashed === undefined
        ? null
        : {
            id: crashed.id,
            status: crashed.status,
            waitReason: crashed.waitReason,
            frames: crashed.frames.slice(0, shownFrames),
            defers: crashed.defers.slice(0, shownFrames),
          },
    goroutineCount: goroutines.length,
    goroutines: goroutines
      .filter(({ system }) => !system)
      .slice(0, shownGoroutines)
      .map((goroutine) => ({
        id: goroutine.id,
        state: goroutine.waitReason || goroutine.status,
        function:
          goroutine.frames.find(
            (frame) => !frame.function.startsWith("runtime."),
          )?.function ?? goroutine.startFunction,
      })),
    recent: recent === null ? null : describeTrace(recent),
  };
}

function describeTrace(trace: AllocationTrace): TraceView {
  const { allocations, ...rest } = trace;
  return {
    ...rest,
    sites: groupSites(trace),
    recorded: allocations.length,
    latest: allocations
      .slice(-shownAllocations)
      .reverse()
      .map((allocation) => ({
        ...allocation,
        frames: allocation.frames.slice(0, shownFrames),
      })),
  };
}

function parse<T extends { readonly schema: string }>(
  json: string,
  schema: T["schema"],
): T {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch (cause) {
    throw new TrivetError("bad-request", "the evidence is not JSON", { cause });
  }
  const found =
    typeof data === "object" && data !== null && "schema" in data
      ? data.schema
      : undefined;
  if (found !== schema)
    throw new TrivetError(
      "bad-request",
      `the evidence is not ${schema}: ${String(found).slice(0, 60)}`,
    );
  return data as T;
}

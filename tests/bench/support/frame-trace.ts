// What the window's thread did while something moved, from Chromium's own trace. Times are of the thread's CPU where the
// trace has them: how long other programs made it wait is not its doing.

import type { CDPSession } from "@playwright/test";

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
}

export interface FrameTrace {
  /** Frames that the thread made. */
  readonly frames: number;
  /** The longest task, in ms: while it runs no frame can be made. */
  readonly longestTaskMs: number;
  /** Script per frame, in ms: the most, and of all frames the value that 95 in 100 stay below. */
  readonly mostScriptMs: number;
  readonly usualScriptMs: number;
}

const script = new Set([
  "EvaluateScript",
  "EventDispatch",
  "FireAnimationFrame",
  "FunctionCall",
  "RunMicrotasks",
  "TimerFire",
  "V8.GCScavenger",
]);

/** Traces what `work` makes the window do. */
export async function traceFrames(
  session: CDPSession,
  work: () => Promise<void>,
): Promise<FrameTrace> {
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) =>
    events.push(...(value as unknown as TraceEvent[])),
  );
  const complete = new Promise<void>((done) =>
    session.once("Tracing.tracingComplete", () => done()),
  );
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: {
      includedCategories: [
        "devtools.timeline",
        "toplevel",
        "disabled-by-default-devtools.timeline",
        "devtools.timeline.frame",
        "disabled-by-default-devtools.timeline.frame",
      ],
      excludedCategories: ["*"],
    },
  });
  await work();
  await session.send("Tracing.end");
  await complete;
  return readTrace(events);
}

function readTrace(events: readonly TraceEvent[]): FrameTrace {
  // The window's thread is the one that calls animation frames; others run script too.
  const main = events.find(({ name }) => name === "FireAnimationFrame");
  const own = events
    .filter(
      (event) =>
        main !== undefined && event.pid === main.pid && event.tid === main.tid,
    )
    .sort((a, b) => a.ts - b.ts);
  const tasks = own.filter(({ name, ph }) => name === "RunTask" && ph === "X");
  const begins = frameBegins(own);
  if (tasks.length === 0 || begins.length === 0)
    throw new Error(
      `the trace has no frames of the window's thread: ${[...new Set(events.map(({ name }) => name))].join(", ")}`,
    );
  const perFrame = new Float64Array(begins.length + 1);
  let frame = 0;
  let outermostEnd = 0;
  for (const event of own) {
    if (event.ph !== "X" || !script.has(event.name)) continue;
    // What is called by script that is counted already.
    if (event.ts < outermostEnd) continue;
    outermostEnd = event.ts + (event.dur ?? 0);
    while (frame < begins.length && begins[frame]! <= event.ts) frame++;
    perFrame[frame]! += cpuMs(event);
  }
  const sorted = perFrame.slice(1).sort();
  return {
    frames: begins.length,
    longestTaskMs: tasks.reduce((most, task) => Math.max(most, cpuMs(task)), 0),
    mostScriptMs: sorted.at(-1) ?? 0,
    usualScriptMs: sorted[Math.floor(sorted.length * 0.95)] ?? 0,
  };
}

/** Where each frame of the thread begins. */
function frameBegins(own: readonly TraceEvent[]): readonly number[] {
  for (const name of ["BeginMainThreadFrame", "FireAnimationFrame"]) {
    const begins = own.filter((event) => event.name === name);
    if (begins.length > 0) return begins.map(({ ts }) => ts);
  }
  return [];
}

function cpuMs({ dur, tdur }: TraceEvent): number {
  return (tdur ?? dur ?? 0) / 1000;
}

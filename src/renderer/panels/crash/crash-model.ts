// The last moments of a target as rows over one axis that ends with its death. Pure: what is drawn and said, without
// drawing.

import {
  deathCauses,
  type DeathCause,
} from "../../../core/flight/cause-of-death.ts";
import {
  decodeWaitStatus,
  signalName,
} from "../../../core/flight/wait-status.ts";
import type {
  InvestigationEvent,
  Snapshot,
} from "../../../core/investigation/model.ts";
import type { SeriesName } from "../../../core/investigation/series-catalogue.ts";
import type { MessageId } from "../../../core/messages/en/index.ts";
import type { Column, Columns } from "../../charts/column.ts";
import type { ChartToken } from "../../charts/tokens.ts";

export interface DeathFacts {
  readonly targetId: string | null;
  readonly atMillis: number;
  readonly cause: DeathCause;
  readonly certainty: "certain" | "likely" | "none";
  /** `SIGKILL`, or `exit status 2`'s number; null when it was not seen. */
  readonly exit: { readonly signal: string } | { readonly code: number } | null;
  readonly oomKills: number | null;
  /** As the kernel and the program wrote them; "" = nothing. */
  readonly oomLine: string;
  readonly lastWords: string;
  readonly lastSampleMillis: number | null;
  readonly missing: readonly { readonly what: string; readonly why: string }[];
}

/** The newest death on record; null when none is. An investigation from outside may have any values in its events. */
export function findDeath(
  events: readonly InvestigationEvent[],
): DeathFacts | null {
  const event = events.findLast(({ kind }) => kind === "cause-of-death");
  if (event === undefined) return null;
  const { data } = event;
  const text = (key: string): string => String(data[key] ?? "");
  const number = (key: string): number | null => {
    const value = data[key];
    return typeof value === "number" && value >= 0 ? value : null;
  };
  const status = number("waitStatus");
  const certainty = text("certainty");
  return {
    targetId: event.targetId,
    atMillis: event.atMillis,
    cause: deathCauses.find((cause) => cause === data["cause"]) ?? "unknown",
    certainty:
      certainty === "certain" || certainty === "likely" ? certainty : "none",
    exit: status === null ? null : exitOf(status),
    oomKills: number("oomKills"),
    oomLine: text("oomLine"),
    lastWords: text("lastWords"),
    lastSampleMillis: number("lastSampleMillis"),
    missing: text("missing")
      .split(" ")
      .filter((part) => part !== "")
      .map((part) => {
        const [what = "", why = ""] = part.split(":");
        return { what, why };
      }),
  };
}

function exitOf(status: number): DeathFacts["exit"] {
  const exit = decodeWaitStatus(status);
  return exit.kind === "exit"
    ? { code: exit.code }
    : { signal: signalName(exit.signal) };
}

const missingIds: Readonly<Record<string, MessageId>> = {
  "exit-status": "crash.missing.exit-status",
  "oom-kills": "crash.missing.oom-kills",
  "kernel-log": "crash.missing.kernel-log",
  "standard-error": "crash.missing.standard-error",
  memory: "crash.missing.memory",
};

/** What could not be seen, worded; a newer Trivet's word for it has none here. */
export function missingId(what: string): MessageId | null {
  return missingIds[what] ?? null;
}

export interface CrashRow {
  readonly name: SeriesName;
  readonly titleId: MessageId;
  readonly color: ChartToken;
}

export const crashRows: readonly CrashRow[] = [
  { name: "cgroupCurrent", titleId: "crash.row.cgroup", color: "data-outside" },
  { name: "rss", titleId: "crash.row.rss", color: "text" },
  { name: "heapLive", titleId: "crash.row.heapLive", color: "data-heap" },
  { name: "heapMarked", titleId: "crash.row.heapMarked", color: "data-live" },
  {
    name: "goroutines",
    titleId: "crash.row.goroutines",
    color: "data-goroutines",
  },
];

export const crashSeries: readonly SeriesName[] = [
  ...crashRows.map(({ name }) => name),
  "cgroupLimit",
];

/** Milliseconds before the death that can be chosen, the first one unless asked otherwise. */
export const crashSpans = [1700, 5000, 20_000, 60_000] as const;
export type CrashSpan = (typeof crashSpans)[number];

export interface Stretch {
  readonly fromMillis: number;
  readonly toMillis: number;
}

export interface RowLine {
  /** Points of an SVG polyline in a box of `width` × `height`, the death at its right edge. */
  readonly points: string;
  readonly count: number;
  readonly low: number;
  readonly high: number;
  readonly last: number;
  /** Height of the limit in the box; null where it lies outside or is not asked for. */
  readonly limitY: number | null;
}

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** Null where nobody said anything in that stretch. `limit` is drawn where it is near enough to be seen. */
export function lineOf(
  column: Column | undefined,
  { fromMillis, toMillis }: Stretch,
  { width, height }: Box,
  limit: number | null = null,
): RowLine | null {
  if (column === undefined) return null;
  const inside = [...column.times.keys()].filter((index) => {
    const at = column.times[index] ?? NaN;
    return at >= fromMillis && at <= toMillis && !Number.isNaN(valueOf(index));
  });
  function valueOf(index: number): number {
    return column?.values[index] ?? NaN;
  }
  if (inside.length === 0) return null;
  const values = inside.map(valueOf);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const isNear = limit !== null && limit <= high + Math.max(high - low, 1) * 2;
  const top = isNear ? Math.max(high, limit) : high;
  const span = top - low || 1;
  const y = (value: number): number =>
    height - 2 - ((value - low) / span) * (height - 4);
  const points = inside.map((index) => {
    const share =
      ((column.times[index] ?? 0) - fromMillis) / (toMillis - fromMillis);
    return `${(share * width).toFixed(1)},${y(valueOf(index)).toFixed(1)}`;
  });
  return {
    points: points.join(" "),
    count: inside.length,
    low,
    high,
    last: values.at(-1) ?? high,
    limitY: isNear ? y(limit) : null,
  };
}

export interface CrashMark {
  readonly id: string;
  readonly atMillis: number;
  readonly shape: "snapshot" | "event";
  /** Milliseconds before the death. */
  readonly beforeMs: number;
  readonly snapshot: Snapshot | null;
  readonly event: InvestigationEvent | null;
}

/** Snapshots and events of the stretch, the newest first. A snapshot stands for its own event. */
export function marksIn(
  { fromMillis, toMillis }: Stretch,
  snapshots: readonly Snapshot[],
  events: readonly InvestigationEvent[],
): readonly CrashMark[] {
  const marks: CrashMark[] = [
    ...snapshots.map((snapshot) => ({
      id: snapshot.id,
      atMillis: snapshot.atMillis,
      shape: "snapshot" as const,
      beforeMs: toMillis - snapshot.atMillis,
      snapshot,
      event: null,
    })),
    ...events
      .filter(({ kind }) => kind !== "snapshot" && kind !== "cause-of-death")
      .map((event) => ({
        id: event.id,
        atMillis: event.atMillis,
        shape: "event" as const,
        beforeMs: toMillis - event.atMillis,
        snapshot: null,
        event,
      })),
  ];
  return marks
    .filter(({ atMillis }) => atMillis >= fromMillis && atMillis <= toMillis)
    .sort((a, b) => b.atMillis - a.atMillis);
}

/** Round moments before the death, in milliseconds, the death itself last. */
export function crashTicks(spanMs: number): readonly number[] {
  const step =
    [100, 200, 500, 1000, 2000, 5000, 10_000, 20_000].find(
      (candidate) => spanMs / candidate <= 9,
    ) ?? spanMs;
  const ticks: number[] = [];
  for (
    let before = Math.floor(spanMs / step) * step;
    before >= 0;
    before -= step
  )
    ticks.push(before);
  return ticks;
}

/** The columns that hold anything at all. */
export function rowsWithData(columns: Columns): readonly CrashRow[] {
  return crashRows.filter(({ name }) => (columns[name]?.times.length ?? 0) > 0);
}

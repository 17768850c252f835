// The goroutine browser's choices and words: which snapshots, which groupings, what a row is called.

import { formatDuration } from "../../../core/format/quantity.ts";
import type {
  BrowserRow,
  GoroutineDetails,
} from "../../../core/goroutines/browser-views.ts";
import type { Stack } from "../../../core/goroutines/goroutine-dump.ts";
import type {
  Grouping,
  KnownFacts,
} from "../../../core/goroutines/group-goroutines.ts";
import { nextWaitStep } from "../../../core/goroutines/wait-steps.ts";
import { tellsGoroutineIds } from "../../../core/investigation/goroutine-stacks.ts";
import type { Snapshot } from "../../../core/investigation/model.ts";
import type { MessageId } from "../../../core/messages/en/index.ts";
import type { GoroutineSettings } from "../../../core/investigation/view-state.ts";
import { message, type Message } from "../../../core/messages/message.ts";

/** A grouping as the value of a select: `state`, `label:pool`. */
export type GroupingId = string;

const plainGroupings = [
  "function",
  "stack",
  "state",
  "wait",
  "creator",
  "all",
] as const;
const needsIds: readonly string[] = ["state", "wait", "creator"];
const offeredLabels = 12;

export function groupingOf(id: GroupingId): Grouping {
  if (id.startsWith("label:"))
    return { by: "label", key: id.slice("label:".length) };
  return { by: plainGroupings.find((by) => by === id) ?? "function" };
}

/** What can be grouped by; a snapshot that only counts tells neither states nor creators. */
export function offeredGroupings(
  facts: KnownFacts | null,
  labelKeys: readonly string[],
): readonly { readonly id: GroupingId; readonly title: Message }[] {
  const plain = plainGroupings.filter(
    (by) => facts === null || facts.states || !needsIds.includes(by),
  );
  return [
    ...plain.map((by) => ({
      id: by,
      title: message(`goroutines.by.${by}`),
    })),
    ...labelKeys.slice(0, offeredLabels).map((key) => ({
      id: `label:${key}`,
      title: message("goroutines.by.label", { key }),
    })),
  ];
}

/** Outermost first; what comes second is left out when it is the same, or nothing. */
export function levelsOf(
  first: GroupingId,
  second: GroupingId,
): readonly Grouping[] {
  return second === "" || second === first
    ? [groupingOf(first)]
    : [groupingOf(first), groupingOf(second)];
}

/** The labels by which the flame graph is rooted, so that it is grouped as the list is. */
export function tagRootOf(levels: readonly Grouping[]): readonly string[] {
  return levels.flatMap((level) => {
    switch (level.by) {
      case "state":
      case "wait":
      case "creator":
        return [`goroutine::${level.by}`];
      case "label":
        return [level.key];
      case "all":
      case "stack":
      case "function":
        return [];
    }
  });
}

/** Snapshots of the same target taken before `snapshot`, newest first. */
export function earlierSnapshots(
  snapshots: readonly Snapshot[],
  snapshot: Snapshot,
): readonly Snapshot[] {
  return snapshots
    .filter(
      (other) =>
        other.targetId === snapshot.targetId &&
        other.atMillis < snapshot.atMillis,
    )
    .sort((a, b) => b.atMillis - a.atMillis);
}

/** The oldest one that tells as much, so that growth has had time; else the oldest. */
export function defaultBefore(
  earlier: readonly Snapshot[],
  snapshot: Snapshot,
): Snapshot | null {
  const tells = tellsGoroutineIds(snapshot);
  return (
    earlier.findLast((other) => tellsGoroutineIds(other) === tells) ??
    earlier.at(-1) ??
    null
  );
}

/** What was chosen to compare with: nothing, one that is still there, or the default one. */
export function chosenBefore(
  earlier: readonly Snapshot[],
  snapshot: Snapshot,
  chosen: GoroutineSettings["before"],
): Snapshot | null {
  if (chosen !== "auto" && chosen.snapshotId === null) return null;
  const wanted = chosen === "auto" ? null : chosen.snapshotId;
  return (
    earlier.find(({ id }) => id === wanted) ?? defaultBefore(earlier, snapshot)
  );
}

/** What a group or goroutine is called. */
export function rowTitle(row: BrowserRow): string | Message {
  if (row.kind === "more")
    return message("goroutines.more", { count: row.count });
  if (row.id !== null) return message("goroutines.goroutine", { id: row.id });
  const by = row.grouping?.by;
  if (by === "wait")
    return row.text === null
      ? message("goroutines.not-told")
      : waitTitle(Number(row.text));
  if (by === "state" || by === "label")
    return row.text ?? message(emptyTitle(by));
  return (
    row.frame?.function ??
    message(by === "creator" ? "goroutines.no-creator" : "goroutines.unnamed")
  );
}

function emptyTitle(by: "state" | "label"): MessageId {
  return by === "state" ? "goroutines.not-told" : "goroutines.no-value";
}

/** A wait step by its lower bound in minutes. */
export function waitTitle(fromMinutes: number): Message {
  const to = nextWaitStep(fromMinutes);
  if (fromMinutes === 0) return message("goroutines.wait.none");
  const from = fromMinutes * 60_000;
  return to === null
    ? message("goroutines.wait.over", { from })
    : message("goroutines.wait.range", { from, to: to * 60_000 });
}

/** `5 min`; "" under a minute and where it is not told. */
export function waitText(minutes: number | null): string {
  return minutes === null || minutes === 0
    ? ""
    : formatDuration(minutes * 60_000);
}

/** A stack as the runtime prints one, for a ticket or a chat. */
export function stackAsText(
  stack: Stack,
  details: Pick<GoroutineDetails, "arguments" | "chain"> | null,
): string {
  const lines = stack.frames.map((frame, at) => {
    const called = details?.arguments[at] ?? "…";
    const name = `${frame.function}(${called})`;
    return frame.file === ""
      ? name
      : `${name}\n\t${frame.file}${frame.line === 0 ? "" : `:${frame.line}`}`;
  });
  const creator = details?.chain[0];
  if (creator !== undefined) {
    const { frame, parent } = creator;
    const by = parent === null ? "" : ` in goroutine ${parent}`;
    lines.push(
      `created by ${frame.function}${by}\n\t${frame.file}:${frame.line}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

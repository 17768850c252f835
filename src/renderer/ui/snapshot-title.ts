// What a snapshot is called in pickers and sentences: its kind, its time of day, and the GC count it was taken at.

import type { Snapshot, SnapshotKind } from "../../core/investigation/model.ts";
import type { Translate } from "../state/use-message.ts";

/** `10:42:07` in the reader's time zone, 24 hours in every language. */
export function formatTimeOfDay(millis: number): string {
  const date = new Date(millis);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** `heap at 10:42:07, GC 12, after gc=1`. */
export function snapshotTitle(snapshot: Snapshot, t: Translate): string {
  const kind = t(`profile.kind.${snapshot.kind}`);
  const time = formatTimeOfDay(snapshot.atMillis);
  const title =
    snapshot.gcCount === null
      ? t("profile.snapshot.title-no-gc", { kind, time })
      : t("profile.snapshot.title", { kind, time, gc: snapshot.gcCount });
  return snapshot.forcedGc ? t("profile.snapshot.forced", { title }) : title;
}

/** Snapshots of the given kinds, newest first. */
export function snapshotsOfKinds(
  snapshots: readonly Snapshot[],
  kinds: readonly SnapshotKind[],
): readonly Snapshot[] {
  return snapshots
    .filter((snapshot) => kinds.includes(snapshot.kind))
    .sort((a, b) => b.atMillis - a.atMillis);
}

/** Kinds that are call stacks with values, and so can be drawn as a flame graph. */
export const stackKinds: readonly SnapshotKind[] = [
  "heap",
  "allocs",
  "goroutine",
  "holders",
  "allocation-trace",
];

/** The chosen snapshot, else the newest heap snapshot, else the newest of any kind; null when there is none. */
export function shownSnapshot(
  snapshots: readonly Snapshot[],
  chosenId: string | null,
): Snapshot | null {
  const candidates = snapshotsOfKinds(snapshots, stackKinds);
  return (
    candidates.find((snapshot) => snapshot.id === chosenId) ??
    candidates.find((snapshot) => snapshot.kind === "heap") ??
    candidates[0] ??
    null
  );
}

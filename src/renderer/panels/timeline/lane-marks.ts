// The events lane: moments with a shape, and what lies too close together to be told apart.

import type { InvestigationState } from "../../../contract/investigation-contract.ts";
import type { EventKind, Snapshot } from "../../../core/investigation/model.ts";
import {
  toPixel,
  type PlotArea,
  type TimeRange,
} from "../../charts/time-range.ts";

export type MarkShape =
  "snapshot" | "stop" | "note" | "death" | "warning" | "moment";

export interface LaneMark {
  readonly id: string;
  readonly shape: MarkShape;
  readonly atMillis: number;
  /** For a stop: when the target ran again; null while it is stopped. */
  readonly untilMillis: number | null;
  readonly snapshot: Snapshot | null;
  readonly eventKind: EventKind | null;
  /** The note's text, or the event's line of English where its kind alone does not say it. */
  readonly text: string;
}

const shapes: Partial<Readonly<Record<EventKind, MarkShape>>> = {
  died: "death",
  crash: "death",
  alarm: "warning",
  restarted: "death",
  "gdb-stopped": "stop",
  "capture-failed": "warning",
  "history-imported": "moment",
  warning: "warning",
  connected: "moment",
  disconnected: "moment",
  "gdb-attached": "moment",
  "gdb-detached": "moment",
};

type MarkSource = Pick<InvestigationState, "snapshots" | "events" | "notes">;

/** Ascending by time. Snapshots stand for their own events, and a stop for the resume that ends it. */
export function marksOf({
  snapshots,
  events,
  notes,
}: MarkSource): readonly LaneMark[] {
  const marks: LaneMark[] = snapshots.map((snapshot) => ({
    id: snapshot.id,
    shape: "snapshot",
    atMillis: snapshot.atMillis,
    untilMillis: null,
    snapshot,
    eventKind: null,
    text: "",
  }));
  events.forEach((event, index) => {
    const shape = shapes[event.kind];
    if (shape === undefined) return;
    const resumed =
      shape === "stop"
        ? events
            .slice(index + 1)
            .find(
              ({ kind }) => kind === "gdb-resumed" || kind === "gdb-detached",
            )
        : undefined;
    marks.push({
      id: event.id,
      shape,
      atMillis: event.atMillis,
      untilMillis: resumed?.atMillis ?? null,
      snapshot: null,
      eventKind: event.kind,
      text: event.text,
    });
  });
  for (const note of notes)
    marks.push({
      id: note.id,
      shape: "note",
      atMillis: note.aboutMillis ?? note.atMillis,
      untilMillis: null,
      snapshot: null,
      eventKind: null,
      text: note.text,
    });
  return marks.sort((a, b) => a.atMillis - b.atMillis);
}

export interface MarkGroup {
  readonly x: number;
  readonly marks: readonly LaneMark[];
}

/** Marks in sight; those whose symbols would overlap stand in one group at their middle. */
export function groupMarks(
  marks: readonly LaneMark[],
  range: TimeRange,
  area: PlotArea,
  closerThanPx = 14,
): readonly MarkGroup[] {
  const groups: { start: number; end: number; marks: LaneMark[] }[] = [];
  for (const mark of marks) {
    if (mark.atMillis < range.fromMillis || mark.atMillis > range.toMillis)
      continue;
    const x = toPixel(range, area, mark.atMillis);
    const last = groups.at(-1);
    if (last !== undefined && x - last.start < closerThanPx) {
      last.end = x;
      last.marks.push(mark);
    } else groups.push({ start: x, end: x, marks: [mark] });
  }
  return groups.map(({ start, end, marks: members }) => ({
    x: (start + end) / 2,
    marks: members,
  }));
}

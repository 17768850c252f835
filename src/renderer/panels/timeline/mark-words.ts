// What a mark on the events lane says.

import type { MessageId } from "../../../core/messages/en/index.ts";
import type { Translate } from "../../state/use-message.ts";
import { formatClock } from "../../charts/clock.ts";
import { formatDuration } from "../../../core/format/quantity.ts";
import type { EventKind, Snapshot } from "../../../core/investigation/model.ts";
import type { LaneMark } from "./lane-marks.ts";

export const eventTitleId = (kind: EventKind): MessageId => `event.${kind}`;

/** `heap 12:03:07 · GC 41 · after a forced GC` */
export function snapshotWords(snapshot: Snapshot, t: Translate): string {
  const parts = [
    `${t(`snapshot.${snapshot.kind}`)} ${formatClock(snapshot.atMillis)}`,
  ];
  if (snapshot.gcCount !== null)
    parts.push(t("snapshot.gcCount", { count: snapshot.gcCount }));
  if (snapshot.forcedGc) parts.push(t("snapshot.forced"));
  return parts.join(" · ");
}

export function markWords(mark: LaneMark, t: Translate): string {
  if (mark.snapshot !== null) return snapshotWords(mark.snapshot, t);
  const at = formatClock(mark.atMillis);
  if (mark.eventKind === null)
    return `${t("timeline.note")} ${at}: ${firstLine(mark.text)}`;
  const title = t(eventTitleId(mark.eventKind));
  if (mark.shape === "stop")
    return mark.untilMillis === null
      ? `${title} ${at}`
      : `${title} ${at} · ${formatDuration(mark.untilMillis - mark.atMillis)}`;
  if (mark.shape === "moment") return `${title} ${at}`;
  return `${title} ${at}: ${mark.text}`;
}

function firstLine(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

// The two events that a session leaves on the time axis: that gdb took hold, and that it let go, with what it cost.

import { TrivetError } from "../core/errors.ts";
import type { AttachmentEnd } from "./gdb-attachment.ts";
import type { Held } from "./gdb-held.ts";
import type { GdbRecord } from "./gdb-record.ts";
import { describeSubject } from "./gdb-subject.ts";
import type { Clock } from "./ports/basics.ts";

export function recordBegin(record: GdbRecord, clock: Clock, held: Held): void {
  const { attachment, gdbVersion, meter, readOnly, target } = held;
  const what = describeSubject(attachment.subject);
  record.event(target)(
    "gdb-attached",
    clock.nowMillis(),
    `gdb ${gdbVersion} attached to ${what}${readOnly ? ", read-only" : ""}`,
    {
      ...(attachment.pid === null ? { what } : { pid: attachment.pid }),
      gdbVersion,
      attachMs: Math.round(meter.cost.stoppedMs),
      ...(readOnly && { readOnly }),
    },
  );
}

export function recordEnd(
  record: GdbRecord,
  clock: Clock,
  { target, meter }: Held,
  { end, detail }: { readonly end: AttachmentEnd; readonly detail: string },
): void {
  const { stops, stoppedMs } = meter.cost;
  const because = detail === "" ? end : `${end}: ${detail}`;
  if (end !== "attach-failed")
    record.event(target)(
      "gdb-detached",
      clock.nowMillis(),
      `gdb let go of the target (${because})`,
      { reason: end, detail, stops, stoppedMs: Math.round(stoppedMs) },
    );
  if (end === "gdb-died" || end === "other-process")
    record.warn(
      target,
      new TrivetError(end === "gdb-died" ? "gdb-died" : "gdb-failed", because),
    );
}

// What the debugger does to the target now, in a word, and for how long the target has been standing still.

import { useEffect, useState, type ReactElement } from "react";
import type { GdbState } from "../../../core/investigation/live-state.ts";
import { useMessage } from "../../state/use-message.ts";
import { Badge, type BadgeTone } from "../../ui/badge.tsx";

const tones: Readonly<Record<GdbState["status"], BadgeTone>> = {
  detached: "plain",
  attaching: "warning",
  stopped: "danger",
  running: "ok",
  detaching: "warning",
};

export function GdbStateBadge({
  gdb,
  isRecorded,
}: {
  readonly gdb: GdbState;
  readonly isRecorded: boolean;
}): ReactElement {
  const t = useMessage();
  const since = gdb.status === "stopped" ? gdb.stoppedSinceMillis : null;
  const stoppedMs = useElapsed(since);
  const word = isRecorded
    ? t("gdb.state.recorded")
    : since === null
      ? t(`gdb.state.${gdb.status}`)
      : t("gdb.state.stopped-for", { ms: stoppedMs });
  return (
    <span className="gdb__state">
      <span
        data-testid="gdb-state"
        data-status={gdb.status}
        title={
          gdb.stopReason === null
            ? undefined
            : t("gdb.state.reason", { reason: gdb.stopReason })
        }
      >
        <Badge tone={isRecorded ? "plain" : tones[gdb.status]}>{word}</Badge>
      </span>
      {/* Announced when it changes, not four times a second. */}
      <span className="visually-hidden" role="status">
        {t(`gdb.state.${gdb.status}`)}
      </span>
      {gdb.subject === undefined || gdb.subject.kind === "process" ? null : (
        <span title={gdb.subject.name}>
          <Badge>{t(`gdb.${gdb.subject.kind}`)}</Badge>
        </span>
      )}
      {gdb.readOnly === true ? (
        <span title={t("gdb.read-only.hint")} data-testid="gdb-read-only">
          <Badge tone="accent">{t("gdb.read-only")}</Badge>
        </span>
      ) : null}
      {gdb.breakpointsInserted ? (
        <Badge tone="warning">{t("gdb.breakpoints")}</Badge>
      ) : null}
      {gdb.gdbVersion === null ? null : (
        <span className="toolbar__fact">gdb {gdb.gdbVersion}</span>
      )}
    </span>
  );
}

/** Milliseconds since a moment, counting up; whole seconds after the first ten. */
function useElapsed(sinceMillis: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (sinceMillis === null) return;
    setNow(Date.now());
    const timer = window.setInterval(() => setNow(Date.now()), 250);
    return () => window.clearInterval(timer);
  }, [sinceMillis]);
  if (sinceMillis === null) return 0;
  const elapsed = Math.max(0, now - sinceMillis);
  return elapsed < 10_000
    ? Math.round(elapsed / 100) * 100
    : Math.round(elapsed / 1000) * 1000;
}

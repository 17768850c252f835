// The button for the measurement that would tell most, at the least cost to the target.

import type { ReactElement } from "react";
import type {
  NextMeasurement,
  Verdict,
} from "../../../core/findings/finding.ts";
import { assertNever } from "../../../core/result.ts";
import { runCommand } from "../../state/command-store.ts";
import {
  useInvestigation,
  usePrimaryTarget,
} from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import { Button } from "../../ui/button.tsx";

/** Null: nothing to press, only to wait for. */
function commandFor(kind: NextMeasurement): string | null {
  switch (kind) {
    case "wait":
      return null;
    case "heap-snapshot":
      return "capture.heap";
    case "heap-snapshot-gc":
      return "capture.heapGc";
    case "goroutine-snapshot":
      return "capture.goroutine";
    case "gdb-spans":
      return "panel.gdb";
    case "connect":
      return "target.connect";
    default:
      return assertNever(kind, "unknown measurement");
  }
}

export function NextStep({
  next,
}: {
  readonly next: Verdict["nextMeasurement"];
}): ReactElement | null {
  const t = useMessage();
  const target = usePrimaryTarget();
  const kind = useInvestigation((investigation) => investigation.kind);
  if (next === null) return null;
  const isLive = target !== null && target.status !== "ended";
  if (!isLive && next.kind !== "connect")
    return (
      <div className="verdict__next">
        <span className="verdict__nextText" data-testid="next-needs-live">
          {t("verdict.needsLive")}
        </span>
        {kind === "sample" ? (
          <Button onClick={() => void runCommand("demo.start")}>
            {t("command.demoLeak")}
          </Button>
        ) : null}
      </div>
    );
  // Somebody who is connected is not to be told to connect.
  const isAwaited = isLive && next.kind === "connect";
  const command = isAwaited ? null : commandFor(next.kind);
  return (
    <div className="verdict__next">
      <span className="muted">{t("verdict.next")}</span>
      <span className="verdict__nextText">
        {t(isAwaited ? "next.firstReadings" : next.message)}
      </span>
      {command === null ? null : (
        <Button
          data-testid="next-measurement"
          onClick={() => void runCommand(command)}
        >
          {t(`verdict.do.${next.kind}`)}
        </Button>
      )}
    </div>
  );
}

// Progress with a number and a way out.

import type { ReactElement } from "react";
import type { Progress as ProgressFact } from "../../core/investigation/live-state.ts";
import {
  formatBytes,
  formatCount,
  formatDuration,
} from "../../core/format/quantity.ts";
import { assertNever } from "../../core/result.ts";
import { useMessage } from "../state/use-message.ts";
import { Button } from "./button.tsx";

export interface ProgressProps {
  readonly label: string;
  readonly done?: number;
  /** Null or absent when the end is not known. */
  readonly total?: number | null;
  readonly unit?: ProgressFact["unit"];
  readonly onCancel?: () => void;
}

function formatIn(unit: ProgressFact["unit"], value: number): string {
  switch (unit) {
    case "bytes":
      return formatBytes(value);
    case "milliseconds":
      return formatDuration(value);
    case "steps":
      return formatCount(value);
    default:
      return assertNever(unit, "unknown progress unit");
  }
}

export function Progress({
  label,
  done,
  total = null,
  unit = "steps",
  onCancel,
}: ProgressProps): ReactElement {
  const t = useMessage();
  const isKnown = done !== undefined && total !== null && total > 0;
  const fraction = isKnown ? Math.min(1, done / total) : null;
  const text = [
    done === undefined ? null : formatIn(unit, done),
    total === null ? null : formatIn(unit, total),
  ]
    .filter((part) => part !== null)
    .join(" / ");
  return (
    <div className="progress" data-testid="progress">
      <span className="ellipsis">{label}</span>
      <div
        className="progress__bar"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={fraction === null ? undefined : fraction * 100}
      >
        <div
          className={
            fraction === null
              ? "progress__fill progress__fill--unknown"
              : "progress__fill"
          }
          style={fraction === null ? {} : { width: `${fraction * 100}%` }}
        />
      </div>
      <span className="number">{text}</span>
      {onCancel === undefined ? null : (
        <Button tone="quiet" onClick={onCancel}>
          {t("ui.cancel")}
        </Button>
      )}
    </div>
  );
}

// Whether the two snapshots may be subtracted, in words: never a number without saying what it is worth.

import type { ReactElement, ReactNode } from "react";
import type { Comparability } from "../../../core/investigation/comparability.ts";
import { formatDuration } from "../../../core/format/quantity.ts";
import { useMessage } from "../../state/use-message.ts";
import { Badge } from "../../ui/badge.tsx";

export interface ComparabilityBannerProps {
  readonly comparability: Comparability;
  readonly apartMs: number;
  /** What the chosen way of comparing shows. */
  readonly wayHint: string;
  /** The totals, once they are known. */
  readonly children?: ReactNode;
}

export function ComparabilityBanner({
  comparability,
  apartMs,
  wayHint,
  children,
}: ComparabilityBannerProps): ReactElement {
  const t = useMessage();
  const { issues, reliable, gcsBetween, facts } = comparability;
  const time = formatDuration(Math.abs(apartMs));
  const span =
    gcsBetween === null
      ? t("compare.span", { time })
      : t("compare.span.gcs", { time, count: Math.abs(gcsBetween) });
  return (
    <div
      className={`compare__banner${reliable ? "" : " compare__banner--unreliable"}`}
      role={reliable ? "note" : "alert"}
      data-testid="comparability"
      data-reliable={reliable}
    >
      {reliable ? (
        <Badge tone={issues.length === 0 ? "ok" : "warning"}>
          {t(issues.length === 0 ? "compare.reliable" : "compare.notice")}
        </Badge>
      ) : (
        <Badge tone="danger">{t("compare.unreliable")}</Badge>
      )}
      <span className="muted">{span}</span>
      {children}
      <span className="muted">{wayHint}</span>
      {issues.map((issue) => (
        <span key={issue} data-issue={issue}>
          {t(`compare.issue.${issue}`, {
            count: Math.abs(gcsBetween ?? 0),
            ...shortBuilds(facts),
          })}
        </span>
      ))}
    </div>
  );
}

const buildDigits = 12;

/** Build ids are 40 digits and more; the first few tell them apart. */
function shortBuilds(
  facts: Comparability["facts"] = {},
): Readonly<Record<string, string | number>> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      typeof value === "string" ? value.slice(0, buildDigits) : value,
    ]),
  );
}

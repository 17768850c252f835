// How the target is: recording or not, how full its memory, and when it will be full.

import { useEffect, useState, type ReactElement } from "react";
import { formatBytes, formatDuration } from "../../core/format/quantity.ts";
import type { TargetState } from "../../core/investigation/live-state.ts";
import { formatElapsed } from "../charts/clock.ts";
import { useGdb } from "../state/gdb-store.ts";
import { useInvestigation } from "../state/investigation-store.ts";
import { useMessage } from "../state/use-message.ts";
import { useVerdictStore } from "../state/verdict-store.ts";
import { Badge, type BadgeTone } from "../ui/badge.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import {
  forecastLimit,
  forecastMessage,
  growthToForecast,
} from "./forecast.ts";
import { useLatest } from "./use-latest.ts";
import { useLimitPrediction } from "./use-limit-prediction.ts";

const headerSeries = ["rss", "heapAlloc", "cgroupLimit"] as const;

export function TargetFacts({
  target,
}: {
  readonly target: TargetState;
}): ReactElement {
  const t = useMessage();
  const isRecording = useInvestigation(({ recording }) => recording) ?? false;
  const latest = useLatest(headerSeries);
  const report = useVerdictStore((state) => state.report);
  const limitBytes = latest?.cgroupLimit ?? target.target.memoryLimitBytes;
  const used = latest?.rss ?? null;
  const predicted = useLimitPrediction(limitBytes);
  const byVerdict = isRecording
    ? forecastLimit({
        usedBytes: used,
        limitBytes,
        growth: growthToForecast(report?.verdict ?? null),
      })
    : null;
  const forecast = isRecording ? (predicted ?? byVerdict) : null;
  return (
    <div className="header__facts">
      <Condition target={target} isRecording={isRecording} />
      {used === null ? (
        latest?.heapAlloc == null ? null : (
          <span>{t("header.heap", { bytes: latest.heapAlloc })}</span>
        )
      ) : (
        <span data-testid="rss">
          {limitBytes === null
            ? t("header.rss", { bytes: used })
            : t("header.rssOf", { bytes: used, limit: limitBytes })}
        </span>
      )}
      {forecast === null ? null : (
        <strong className="header__forecast" data-testid="forecast">
          {t(forecastMessage(forecast))}
        </strong>
      )}
      {limitBytes === null || used === null ? null : (
        <span
          className="header__meter"
          role="meter"
          aria-label={t("timeline.limit")}
          aria-valuemin={0}
          aria-valuemax={limitBytes}
          aria-valuenow={used}
          aria-valuetext={`${formatBytes(used)} / ${formatBytes(limitBytes)}`}
        >
          <span
            style={{ width: `${Math.min(100, (used / limitBytes) * 100)}%` }}
          />
        </span>
      )}
    </div>
  );
}

const statusTones: Readonly<Record<TargetState["status"], BadgeTone>> = {
  connecting: "plain",
  watching: "ok",
  gap: "warning",
  ended: "plain",
};

/** Recording or not, and how the target answers when that is not plain. */
function Condition({
  target,
  isRecording,
}: {
  readonly target: TargetState;
  readonly isRecording: boolean;
}): ReactElement {
  const t = useMessage();
  const gdb = useGdb();
  // It does not answer because it stands still, and that is what we do to it.
  if (gdb.status === "stopped" && gdb.pid === target.target.pid)
    return (
      <>
        {isRecording ? <Recording /> : null}
        <Badge tone="danger">{t("target.stopped")}</Badge>
      </>
    );
  return (
    <>
      {isRecording ? <Recording /> : null}
      {isRecording && target.status === "watching" ? null : (
        <Tooltip text={target.problem?.message ?? ""}>
          <span>
            <Badge tone={statusTones[target.status]}>
              {t(`target.${target.status}`)}
            </Badge>
          </span>
        </Tooltip>
      )}
    </>
  );
}

/** Ticks by itself: no other part of the window redraws for it. */
function Recording(): ReactElement {
  const t = useMessage();
  const from = useInvestigation(
    ({ range, createdAtMillis }) => range?.fromMillis ?? createdAtMillis,
  );
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(timer);
  }, []);
  const elapsed = from === undefined ? 0 : now - from;
  return (
    <span
      className="header__recording"
      aria-label={t("header.recordingFor", {
        duration: formatDuration(Math.round(elapsed / 1000) * 1000),
      })}
      role="img"
      data-testid="recording"
    >
      <span className="header__dot" aria-hidden="true" />
      {t("header.recording")} {formatElapsed(elapsed)}
    </span>
  );
}

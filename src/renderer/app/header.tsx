// The top line: what is watched, since when, how full it is, when it will be full; and the ways to act.

import { useEffect, useState, type ReactElement } from "react";
import { formatBytes, formatDuration } from "../../core/format/quantity.ts";
import type { TargetState } from "../../core/investigation/live-state.ts";
import { formatElapsed } from "../charts/clock.ts";
import {
  useInvestigation,
  useInvestigationStore,
  usePrimaryTarget,
} from "../state/investigation-store.ts";
import { useGdb } from "../state/gdb-store.ts";
import { useMessage } from "../state/use-message.ts";
import { useVerdictStore } from "../state/verdict-store.ts";
import { back, forward, useViewStore } from "../state/view-store.ts";
import { Badge, type BadgeTone } from "../ui/badge.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { MenuButton } from "../ui/menu-button.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import {
  createInvestigation,
  disconnectTarget,
  isDemoWatched,
  isWatched,
  openInvestigation,
  openSample,
  saveInvestigation,
  startDemo,
  stopDemo,
} from "./actions.ts";
import { openDialog } from "./dialog-store.ts";
import {
  forecastLimit,
  forecastMessage,
  growthToForecast,
} from "./forecast.ts";
import { SnapshotMenu } from "./snapshot-menu.tsx";
import { useLatest } from "./use-latest.ts";

export function Header(): ReactElement {
  const t = useMessage();
  const target = usePrimaryTarget();
  const investigationId = useInvestigation(({ id }) => id) ?? null;
  const hasInvestigation = investigationId !== null;
  const canGoBack = useViewStore((state) => state.history.past.length > 0);
  const canGoForward = useViewStore((state) => state.history.future.length > 0);
  return (
    <header className="header" data-testid="header">
      <FileMenu />
      <IconButton
        icon="left"
        label={t("command.back")}
        disabled={!canGoBack}
        onClick={back}
      />
      <IconButton
        icon="right"
        label={t("command.forward")}
        disabled={!canGoForward}
        onClick={forward}
      />
      {hasInvestigation ? <Title /> : <h1>{t("app.name")}</h1>}
      {target === null ? null : (
        <TargetFacts key={`facts of ${investigationId}`} target={target} />
      )}
      <span className="toolbar__space" />
      <Button icon="plus" onClick={() => openDialog("connect")}>
        {t("header.connect")}
      </Button>
      {hasInvestigation ? (
        <SnapshotMenu key={`snapshots of ${investigationId}`} />
      ) : null}
      <Button
        tone="quiet"
        icon="search"
        aria-label={`${t("command.palette")} Ctrl+K`}
        onClick={() => openDialog("palette")}
      >
        <kbd aria-hidden="true">Ctrl+K</kbd>
      </Button>
    </header>
  );
}

function FileMenu(): ReactElement {
  const t = useMessage();
  const hasInvestigation = useInvestigation(() => true) ?? false;
  const canDisconnect = useInvestigationStore(isWatched);
  const canStopDemo = useInvestigationStore(isDemoWatched);
  return (
    <MenuButton
      label={t("header.file")}
      align="start"
      testId="file-menu"
      items={[
        {
          id: "create",
          title: t("command.create"),
          run: () => void createInvestigation(),
        },
        {
          id: "open",
          title: t("command.open"),
          run: () => void openInvestigation(),
        },
        {
          id: "open-sample",
          title: t("command.openSample"),
          run: () => void openSample(),
        },
        {
          id: "save",
          title: t("command.save"),
          isDisabled: !hasInvestigation,
          startsGroup: true,
          run: () => void saveInvestigation(false),
        },
        {
          id: "save-as",
          title: t("command.saveAs"),
          isDisabled: !hasInvestigation,
          run: () => void saveInvestigation(true),
        },
        {
          id: "start-demo",
          title: t("command.demoLeak"),
          startsGroup: true,
          run: () => void startDemo(true),
        },
        {
          id: "start-demo-healthy",
          title: t("command.demoHealthy"),
          run: () => void startDemo(false),
        },
        ...(canStopDemo
          ? [
              {
                id: "stop-demo",
                title: t("command.demoStop"),
                run: () => void stopDemo(),
              },
            ]
          : []),
        ...(canDisconnect
          ? [
              {
                id: "disconnect",
                title: t("command.disconnect"),
                run: () => void disconnectTarget(),
              },
            ]
          : []),
        {
          id: "settings",
          title: t("command.settings"),
          startsGroup: true,
          run: () => openDialog("settings"),
        },
      ]}
    />
  );
}

/** The investigation's name with what has become of it since it was saved; also the window's title. */
function Title(): ReactElement {
  const t = useMessage();
  const title = useInvestigation((investigation) => investigation.title) ?? "";
  const isUnsaved = useInvestigation(({ unsaved }) => unsaved) ?? false;
  const kind = useInvestigation((investigation) => investigation.kind);
  const path = useInvestigation(
    ({ savedTo, path: folder }) => savedTo ?? folder,
  );
  const target = usePrimaryTarget();
  const name = target?.target.label ?? title;
  useEffect(() => {
    document.title = `${isUnsaved ? "● " : ""}${title} – ${t("app.name")}`;
  }, [title, isUnsaved, t]);
  return (
    <h1 className="header__title">
      <Tooltip text={`${title}\n${path ?? ""}`}>
        <span className="ellipsis">{name}</span>
      </Tooltip>
      {kind === "sample" ? <Badge>{t("header.sample")}</Badge> : null}
      {isUnsaved ? (
        <Tooltip text={t("header.unsavedHint")}>
          <span>
            <Badge>{t("header.unsaved")}</Badge>
          </span>
        </Tooltip>
      ) : null}
    </h1>
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

const headerSeries = ["rss", "heapAlloc", "cgroupLimit"] as const;

function TargetFacts({
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
  const forecast = isRecording
    ? forecastLimit({
        usedBytes: used,
        limitBytes,
        growth: growthToForecast(report?.verdict ?? null),
      })
    : null;
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

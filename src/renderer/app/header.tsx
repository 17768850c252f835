// The top line: what is watched and how it is, and the ways to act.

import { useEffect, type ReactElement } from "react";
import {
  useInvestigation,
  usePrimaryTarget,
} from "../state/investigation-store.ts";
import { printableLine } from "../../core/printable.ts";
import { useMessage } from "../state/use-message.ts";
import { back, forward, useViewStore } from "../state/view-store.ts";
import { Badge } from "../ui/badge.tsx";
import { Button, IconButton } from "../ui/button.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { openDialog } from "./dialog-store.ts";
import { FileMenu } from "./file-menu.tsx";
import { SnapshotMenu } from "./snapshot-menu.tsx";
import { TargetFacts } from "./target-facts.tsx";

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

/** The investigation's name with what has become of it since it was saved; also the window's title. */
/** The label is the target's own word, and may be a page long. */
const longestTitle = 200;

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
    const shown = printableLine(title).slice(0, longestTitle);
    document.title = `${isUnsaved ? "● " : ""}${shown} – ${t("app.name")}`;
  }, [title, isUnsaved, t]);
  return (
    <h1 className="header__title">
      <Tooltip
        text={`${printableLine(title).slice(0, longestTitle)}\n${path ?? ""}`}
      >
        <bdi className="header__name ellipsis">
          {printableLine(name).slice(0, longestTitle)}
        </bdi>
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

// The lane of moments: every mark is a button with a name. A click shows a snapshot, shift-click makes it side B of a
// comparison, and the context menu says both in words.

import { useEffect, useRef, useState, type ReactElement } from "react";
import type { InvestigationState } from "../../../contract/investigation-contract.ts";
import { message } from "../../../core/messages/message.ts";
import { toastMessage } from "../../state/toast-store.ts";
import { currentInvestigation } from "../../state/investigation-store.ts";
import { useMessage } from "../../state/use-message.ts";
import {
  compare,
  currentView,
  setCursor,
  showPanel,
  showSnapshot,
  useView,
} from "../../state/view-store.ts";
import { Tooltip } from "../../ui/tooltip.tsx";
import type { PlotArea, TimeRange } from "../../charts/time-range.ts";
import { groupMarks, type LaneMark, type MarkGroup } from "./lane-marks.ts";
import { MarkGlyph } from "./mark-glyph.tsx";
import { markWords } from "./mark-words.ts";
import { pairWith } from "./pick-comparison.ts";

export function openMark(mark: LaneMark): void {
  setCursor(mark.atMillis);
  if (mark.shape === "note") showPanel("notes");
  if (mark.snapshot === null) return;
  switch (mark.snapshot.kind) {
    case "heap":
    case "allocs": {
      const { panel } = currentView();
      showSnapshot(mark.id, panel === "table" ? "table" : "flame");
      return;
    }
    case "goroutine":
      showSnapshot(mark.id, "goroutines");
      return;
    case "holders":
      showPanel("holders");
      return;
    case "allocation-trace":
      showPanel("allocations");
      return;
    case "spans":
      showPanel("evidence");
      return;
  }
}

/** Makes a snapshot side B, with the shown one (or the earliest of its kind) as A. */
export function compareWith(mark: LaneMark): void {
  const snapshots = currentInvestigation()?.snapshots ?? [];
  const pair = pairWith(snapshots, shownSnapshotId(snapshots), mark.id);
  if (pair === null)
    toastMessage(message("timeline.noPartner"), undefined, "warning");
  else compare(pair, "compare");
}

/** What "newest" means is said once: no choice shows the newest heap snapshot. */
export function shownSnapshotId(
  snapshots: InvestigationState["snapshots"],
): string | null {
  const { snapshotId } = currentView();
  return (
    snapshotId ??
    snapshots.findLast((snapshot) => snapshot.kind === "heap")?.id ??
    null
  );
}

export interface EventsLaneProps {
  readonly marks: readonly LaneMark[];
  readonly range: TimeRange;
  readonly area: PlotArea;
}

export function EventsLane({
  marks,
  range,
  area,
}: EventsLaneProps): ReactElement {
  const t = useMessage();
  const [open, setOpen] = useState<MarkGroup | null>(null);
  const groups = groupMarks(marks, range, area);
  return (
    <div
      className="lane"
      role="group"
      aria-label={t("timeline.events")}
      data-testid="events-lane"
    >
      {groups.map((group) => (
        <MarkButton
          key={group.marks.map(({ id }) => id).join()}
          group={group}
          onMenu={() => setOpen(group)}
        />
      ))}
      {open === null ? null : (
        <MarkMenu group={open} area={area} onClose={() => setOpen(null)} />
      )}
    </div>
  );
}

function MarkButton({
  group,
  onMenu,
}: {
  readonly group: MarkGroup;
  readonly onMenu: () => void;
}): ReactElement | null {
  const t = useMessage();
  const shownId = useView((view) => view.snapshotId);
  const pair = useView((view) => view.comparison);
  const [first] = group.marks;
  if (first === undefined) return null;
  const isAlone = group.marks.length === 1;
  const words = group.marks.map((mark) => markWords(mark, t)).join("\n");
  const has = (id: string | undefined): boolean =>
    id !== undefined && group.marks.some((mark) => mark.id === id);
  const side = has(pair?.a)
    ? has(pair?.b)
      ? "AB"
      : "A"
    : has(pair?.b)
      ? "B"
      : "";
  const hint =
    isAlone && first.snapshot !== null ? `\n${t("timeline.snapshotHint")}` : "";
  return (
    <span className="lane__mark" style={{ left: group.x }}>
      <Tooltip text={words + hint} describes={false}>
        <button
          type="button"
          className={has(shownId ?? undefined) ? "mark mark--shown" : "mark"}
          aria-label={side === "" ? words : `${words} (${side})`}
          aria-haspopup={isAlone ? undefined : "menu"}
          data-testid={`mark-${first.shape}`}
          onClick={(event) => {
            if (!isAlone) onMenu();
            else if (event.shiftKey && first.snapshot !== null)
              compareWith(first);
            else openMark(first);
          }}
          onContextMenu={(event) => {
            event.preventDefault();
            onMenu();
          }}
        >
          <MarkGlyph shape={shapeOf(group.marks)} />
          {isAlone ? null : (
            <span className="mark__text" data-text={group.marks.length} />
          )}
          {side === "" ? null : (
            <span className="mark__text mark__text--side" data-text={side} />
          )}
        </button>
      </Tooltip>
    </span>
  );
}

/** The gravest of a group is what it looks like. */
function shapeOf(marks: readonly LaneMark[]): LaneMark["shape"] {
  const order = ["death", "stop", "warning", "snapshot", "note"] as const;
  return (
    order.find((shape) => marks.some((mark) => mark.shape === shape)) ??
    "moment"
  );
}

function MarkMenu({
  group,
  area,
  onClose,
}: {
  readonly group: MarkGroup;
  readonly area: PlotArea;
  readonly onClose: () => void;
}): ReactElement {
  const t = useMessage();
  const menu = useRef<HTMLDivElement>(null);
  useEffect(() => {
    menu.current?.querySelector("button")?.focus();
    const onPointerDown = (event: PointerEvent): void => {
      if (!(event.target instanceof Node)) return;
      if (menu.current?.contains(event.target) !== true) onClose();
    };
    window.addEventListener("pointerdown", onPointerDown);
    return () => window.removeEventListener("pointerdown", onPointerDown);
  }, [onClose]);
  const choose = (run: () => void) => () => {
    onClose();
    run();
  };
  const right = group.x > area.left + area.width - 320;
  return (
    <div
      ref={menu}
      className="menu__list lane__menu"
      role="menu"
      aria-label={t("timeline.events")}
      style={right ? { right: 4 } : { left: group.x, right: "auto" }}
      onPointerDown={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") onClose();
        const items = [...(menu.current?.querySelectorAll("button") ?? [])];
        const at = items.findIndex((item) => item === document.activeElement);
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step !== undefined)
          items[(at + step + items.length) % items.length]?.focus();
      }}
    >
      {group.marks.slice(0, 20).map((mark) => (
        <div key={mark.id} role="none">
          <button
            type="button"
            role="menuitem"
            className="menu__item"
            onClick={choose(() => openMark(mark))}
          >
            {markWords(mark, t)}
          </button>
          {mark.snapshot === null || mark.snapshot.kind === "spans" ? null : (
            <button
              type="button"
              role="menuitem"
              className="menu__item menu__item--sub"
              onClick={choose(() => compareWith(mark))}
            >
              <span className="menu__hint">{t("timeline.compareWith")}</span>
            </button>
          )}
        </div>
      ))}
    </div>
  );
}

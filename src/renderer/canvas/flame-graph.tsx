// The flame graph: canvas, pointer, keyboard, and the words around it. It owns what is under the pointer, which frame
// the keyboard stands on and its menu; zoom, search and the one selection belong to the panel.

import {
  useEffect,
  useMemo,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
} from "react";
import type { FlameSettings } from "../../core/investigation/view-state.ts";
import type { FlameView } from "../../core/pprof/views.ts";
import { useMessage } from "../state/use-message.ts";
import { ContextMenu } from "../ui/context-menu.tsx";
import { formatChange } from "../ui/sample-value.ts";
import { FlameCrumbs } from "./flame-crumbs.tsx";
import {
  buildFlameIndex,
  findFrame,
  frameAt,
  nameOf,
  pathOf,
} from "./flame-index.ts";
import { moveFrame, moveOfKey, widestFrameOf } from "./flame-keys.ts";
import { flameMenu, type FlameActions } from "./flame-menu.ts";
import { FlameMinimap } from "./flame-minimap.tsx";
import { FlameOutline } from "./flame-outline.tsx";
import type { FlameSearch } from "./flame-search.ts";
import { FlameStatus } from "./flame-status.tsx";
import { FlameTooltip } from "./flame-tooltip.tsx";
import { frameBox, hitTest, rowPx, rowTop } from "./flame-viewport.ts";
import { useFlameCanvas } from "./use-flame-canvas.ts";
import "./flame-graph.css";

export interface FlameGraphProps {
  readonly view: FlameView;
  /** The accessible name: what is drawn. */
  readonly label: string;
  /** Names from the root's child down to the frame that fills the width. */
  readonly path: readonly string[];
  readonly onZoom: (path: readonly string[]) => void;
  readonly search: FlameSearch | null;
  readonly selectedFunction: string | null;
  readonly onSelect: (name: string | null) => void;
  /** `/` was pressed. */
  readonly onSearchKey: () => void;
  readonly onCopy: (name: string) => void;
  readonly orientation?: FlameSettings["orientation"];
  /** More that can be done with a frame than to copy its name. */
  readonly actions?: Omit<FlameActions, "copy">;
  /** Escape, where the zoom is given up already; false = there is nothing of the panel's to give up. */
  readonly onEscape?: () => boolean;
  /** The view without zoom, for the strip over a zoomed one. */
  readonly whole?: FlameView | null;
  /** The root is a function, as in a sandwich, not "all". */
  readonly rootIsFunction?: boolean;
  /** In the line under the graph, while nothing is pointed at. */
  readonly caption?: string;
}

interface Hover {
  readonly frame: number;
  readonly x: number;
  readonly y: number;
}

/** By path, so that the menu stays while a zoom brings another view under it. */
interface OpenMenu {
  readonly frame: readonly string[];
  readonly x: number;
  readonly y: number;
}

export function FlameGraph(props: FlameGraphProps): ReactElement {
  const { view, path, onZoom, search, selectedFunction, onSelect } = props;
  const { orientation = "icicle", whole = null } = props;
  const t = useMessage();
  const index = useMemo(() => buildFlameIndex(view), [view]);
  // Until the engine's answer for a new path comes, the view at hand shows the same frame without the narrow ones.
  const zoomed = useMemo(() => frameAt(index, path), [index, path]);
  // By path, not by number: a zoom brings another view in which the same frame has another number.
  const [focusPath, setFocusPath] = useState<readonly string[] | null>(null);
  const focused = useMemo(
    () => (focusPath === null ? null : findFrame(index, focusPath)),
    [index, focusPath],
  );
  const [hover, setHover] = useState<Hover | null>(null);
  const [menu, setMenu] = useState<OpenMenu | null>(null);

  const selectedName = useMemo(() => {
    const at =
      selectedFunction === null ? -1 : view.names.indexOf(selectedFunction);
    return at < 0 ? null : at;
  }, [view, selectedFunction]);
  const { before, after } = view;
  const changeOf = useMemo(
    () =>
      before === null || after === null
        ? null
        : (frame: number) =>
            formatChange(
              (after[frame] ?? 0) - (before[frame] ?? 0),
              view.sampleType.unit,
            ),
    [view, before, after],
  );
  const marks = useMemo(
    () => ({ search, selectedName, focused }),
    [search, selectedName, focused],
  );
  const { host, scroller, canvas, viewport, setTop, heightPx } = useFlameCanvas(
    index,
    zoomed,
    marks,
    changeOf,
    orientation,
  );

  const menuFrame = useMemo(
    () => (menu === null ? null : findFrame(index, menu.frame)),
    [index, menu],
  );

  // What was under the pointer is not there any more in another view.
  useEffect(() => setHover(null), [view, path]);
  useEffect(() => setMenu(null), [path]);

  const functionOf = (frame: number): string | null =>
    frame === 0 && props.rootIsFunction !== true ? null : nameOf(view, frame);
  const scrollTo = (frame: number): void => {
    const element = scroller.current;
    if (element === null) return;
    const top = rowTop(viewport, view.depth[frame] ?? 0) + viewport.topPx;
    const room = element.clientHeight - rowPx;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top > element.scrollTop + room) element.scrollTop = top - room;
  };
  const choose = (frame: number): void => {
    setFocusPath(pathOf(view, frame));
    scrollTo(frame);
    onSelect(functionOf(frame));
  };
  const zoomTo = (frame: number): void => {
    const target = pathOf(view, frame);
    if (target.join("\0") !== path.join("\0")) onZoom(target);
  };
  const frameUnder = (
    event: PointerEvent | React.MouseEvent,
  ): number | null => {
    const box = canvas.current?.getBoundingClientRect();
    if (box === undefined) return null;
    return hitTest(
      index,
      viewport,
      event.clientX - box.left,
      event.clientY - box.top,
    );
  };
  const openMenuAt = (frame: number): void => {
    const box = canvas.current?.getBoundingClientRect();
    if (box === undefined) return;
    const at = frameBox(index, viewport, frame);
    setMenu({
      frame: pathOf(view, frame),
      x: box.left + at.x + Math.min(16, at.width),
      y: box.top + at.y + rowPx,
    });
  };

  /** Escape gives up one thing at a time: the zoom, what the panel has, then the selection, then nothing of ours. */
  const goBack = (): boolean => {
    if (path.length > 0) onZoom(path.slice(0, -1));
    else if (props.onEscape?.() === true) return true;
    else if (selectedFunction !== null || focused !== null) {
      setFocusPath(null);
      onSelect(null);
    } else return false;
    return true;
  };
  const runKey = (event: KeyboardEvent): boolean => {
    const at = focused ?? widestFrameOf(index.view, selectedName) ?? zoomed;
    const move = moveOfKey(event.key, orientation);
    if (move !== null) {
      choose(focused === null ? at : moveFrame(index, at, move, zoomed));
      return true;
    }
    switch (event.key) {
      case "Enter":
        zoomTo(at);
        return true;
      case "ContextMenu":
        openMenuAt(at);
        return true;
      case "F10":
        if (!event.shiftKey) return false;
        openMenuAt(at);
        return true;
      case "Escape":
      case "Backspace":
        return goBack();
      case "/":
        props.onSearchKey();
        return true;
      case "c":
        props.onCopy(nameOf(view, at));
        return true;
      default:
        return false;
    }
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!runKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  const hoverBox =
    hover === null ? null : frameBox(index, viewport, hover.frame);
  return (
    <div ref={host} className="flame">
      {path.length > 0 ? <FlameCrumbs path={path} onZoom={onZoom} /> : null}
      {path.length > 0 && whole !== null ? (
        <FlameMinimap whole={whole} path={path} onZoom={onZoom} />
      ) : null}
      <div
        ref={scroller}
        className="flame__scroll"
        role="group"
        aria-roledescription={t("flame.role")}
        aria-label={props.label}
        aria-keyshortcuts="Enter Escape / c ContextMenu"
        tabIndex={0}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        onKeyDown={onKeyDown}
        onContextMenu={(event) => {
          event.preventDefault();
          const frame = frameUnder(event);
          if (frame === null) return;
          choose(frame);
          setMenu({
            frame: pathOf(view, frame),
            x: event.clientX,
            y: event.clientY,
          });
        }}
      >
        <div style={{ minHeight: "100%", height: heightPx }}>
          <canvas
            ref={canvas}
            className="flame__canvas"
            data-testid="flame-canvas"
            aria-hidden="true"
            style={{ width: viewport.widthPx, height: viewport.heightPx }}
            onPointerMove={(event) => {
              const frame = frameUnder(event);
              setHover(
                frame === null
                  ? null
                  : { frame, x: event.clientX, y: event.clientY },
              );
            }}
            onPointerLeave={() => setHover(null)}
            onClick={(event) => {
              const frame = frameUnder(event);
              if (frame === null) return;
              choose(frame);
              zoomTo(frame);
            }}
          />
          {hoverBox === null ? null : (
            <div
              className="flame__hover"
              style={{
                left: hoverBox.x,
                top: hoverBox.y + viewport.topPx,
                width: hoverBox.width,
                height: hoverBox.height,
              }}
            />
          )}
        </div>
      </div>
      <FlameOutline view={view} zoomed={zoomed} />
      <FlameStatus
        view={view}
        focused={focused}
        hovered={hover?.frame ?? null}
        caption={props.caption ?? ""}
      />
      {hover === null || menuFrame !== null ? null : (
        <FlameTooltip view={view} {...hover} />
      )}
      {menu === null || menuFrame === null ? null : (
        <ContextMenu
          label={nameOf(view, menuFrame)}
          items={flameMenu(
            functionOf(menuFrame),
            menuFrame === zoomed ? null : () => zoomTo(menuFrame),
            { ...props.actions, copy: props.onCopy },
            t,
          )}
          x={menu.x}
          y={menu.y}
          onClose={(giveBack) => {
            setMenu(null);
            if (giveBack) scroller.current?.focus();
          }}
        />
      )}
    </div>
  );
}

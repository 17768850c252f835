// The line between two areas, one above the other: dragged with the pointer or moved with the arrow keys; a double click
// or Enter gives it its first place back.

import {
  useRef,
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
} from "react";
import {
  shareAfterKey,
  shareAtPointer,
  type SplitterLimits,
} from "./splitter-model.ts";

export interface SplitterProps {
  readonly label: string;
  /** The upper area's share of the height, 0 to 1. */
  readonly share: number;
  readonly limits: SplitterLimits;
  /** Moves along while it is dragged. */
  readonly onMove: (share: number) => void;
  /** It stays: null is its first place. */
  readonly onSettle: (share: number | null) => void;
}

export function Splitter(props: SplitterProps): ReactElement {
  const { label, share, limits, onMove, onSettle } = props;
  /** Where the drag has moved it to; null while it is only held. */
  const moved = useRef<number | null>(null);
  const shareUnder = (event: PointerEvent<HTMLElement>): number | null => {
    const areas = event.currentTarget.parentElement?.parentElement;
    const box = areas?.getBoundingClientRect();
    return box === undefined
      ? null
      : shareAtPointer(event.clientY, box, limits);
  };
  const isDragging = (event: PointerEvent<HTMLElement>): boolean =>
    event.currentTarget.hasPointerCapture(event.pointerId);
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    if (event.button !== 0) return;
    moved.current = null;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    if (!isDragging(event)) return;
    moved.current = shareUnder(event);
    if (moved.current !== null) onMove(moved.current);
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>): void => {
    if (!isDragging(event)) return;
    if (moved.current !== null) onSettle(moved.current);
    moved.current = null;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const isReset = event.key === "Enter";
    const next = shareAfterKey(
      { key: event.key, isShift: event.shiftKey },
      share,
      limits,
    );
    if (next === null && !isReset) return;
    event.preventDefault();
    event.stopPropagation();
    onSettle(isReset ? null : next);
  };
  const percent = (value: number): number => Math.round(value * 100);
  // A region of its own: it stands between two, and whoever walks through them has to come by it.
  return (
    <section aria-label={label}>
      <div
        className="splitter"
        role="separator"
        tabIndex={0}
        aria-orientation="horizontal"
        aria-label={label}
        aria-valuemin={percent(limits.min)}
        aria-valuemax={percent(limits.max)}
        aria-valuenow={percent(
          Math.min(Math.max(share, limits.min), limits.max),
        )}
        title={label}
        data-testid="splitter"
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={onPointerUp}
        onKeyDown={onKeyDown}
        onDoubleClick={() => onSettle(null)}
      />
    </section>
  );
}

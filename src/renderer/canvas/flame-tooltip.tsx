// What the pointer is over: the full name, its place, and its numbers. Keyboard users get the same in the line under
// the graph, so this is hidden from screen readers.

import { useLayoutEffect, useRef, useState, type ReactElement } from "react";
import type { FlameView } from "../../core/pprof/views.ts";
import { useMessage } from "../state/use-message.ts";
import { frameFacts } from "./flame-facts.ts";
import { nameOf, placeOf } from "./flame-index.ts";

const offsetPx = 16;
const marginPx = 8;

export interface FlameTooltipProps {
  readonly view: FlameView;
  readonly frame: number;
  /** Of the pointer, in the window. */
  readonly x: number;
  readonly y: number;
}

export function FlameTooltip({
  view,
  frame,
  x,
  y,
}: FlameTooltipProps): ReactElement {
  const t = useMessage();
  const bubble = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const box = bubble.current?.getBoundingClientRect();
    if (box !== undefined) setSize({ width: box.width, height: box.height });
  }, [frame, view]);
  const left = Math.max(
    marginPx,
    Math.min(x + offsetPx, window.innerWidth - size.width - marginPx),
  );
  const below = y + offsetPx;
  const top =
    below + size.height > window.innerHeight - marginPx
      ? y - offsetPx - size.height
      : below;
  const place = placeOf(view, frame);
  return (
    <div
      ref={bubble}
      className="flame-tip"
      style={{ left, top }}
      aria-hidden="true"
    >
      <div className="flame-tip__name">{nameOf(view, frame)}</div>
      {place === "" ? null : <div className="muted">{place}</div>}
      {view.inlined[frame] === 1 ? (
        <div className="muted">{t("flame.inlined")}</div>
      ) : null}
      <dl className="flame-tip__facts">
        {frameFacts(view, frame, t).map((fact) => (
          <FactRow key={fact.title} {...fact} />
        ))}
      </dl>
    </div>
  );
}

function FactRow({
  title,
  value,
  exact,
}: {
  readonly title: string;
  readonly value: string;
  readonly exact: string;
}): ReactElement {
  return (
    <>
      <dt>{title}</dt>
      <dd>{value}</dd>
      <dd className="muted">{exact}</dd>
    </>
  );
}

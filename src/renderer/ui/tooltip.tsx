// The full text of what is shortened: on hover after a moment, on keyboard focus at once, gone with Escape.

import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
} from "react";

const delayMs = 350;
const margin = 8;

export interface TooltipProps {
  readonly text: string;
  readonly children: ReactNode;
  /** False when the child already has this text as its name. */
  readonly describes?: boolean;
}

export function Tooltip({
  text,
  children,
  describes = true,
}: TooltipProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLSpanElement>(null);
  const timer = useRef<number | undefined>(undefined);
  const id = useId();

  useEffect(() => () => window.clearTimeout(timer.current), []);
  const show = (afterMs: number): void => {
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setOpen(true), afterMs);
  };
  const hide = (): void => {
    window.clearTimeout(timer.current);
    setOpen(false);
  };

  return (
    <span
      ref={anchor}
      style={{ display: "inline-flex", minWidth: 0, maxWidth: "100%" }}
      aria-describedby={isOpen && describes ? id : undefined}
      onPointerEnter={() => show(delayMs)}
      onPointerLeave={hide}
      onPointerDown={hide}
      onFocus={(event) => {
        if (event.target.matches(":focus-visible")) show(0);
      }}
      onBlur={hide}
      onKeyDown={(event) => {
        if (event.key === "Escape") hide();
      }}
    >
      {children}
      {isOpen && text !== "" ? (
        <TooltipBubble id={id} text={text} anchor={anchor.current} />
      ) : null}
    </span>
  );
}

function TooltipBubble({
  id,
  text,
  anchor,
}: {
  readonly id: string;
  readonly text: string;
  readonly anchor: HTMLElement | null;
}): ReactElement {
  const bubble = useRef<HTMLSpanElement>(null);
  const [place, setPlace] = useState({ left: -9999, top: -9999 });
  useLayoutEffect(() => {
    if (anchor === null || bubble.current === null) return;
    const at = (anchor.firstElementChild ?? anchor).getBoundingClientRect();
    const own = bubble.current.getBoundingClientRect();
    const below = at.bottom + 4;
    setPlace({
      left: Math.max(
        margin,
        Math.min(at.left, window.innerWidth - own.width - margin),
      ),
      top:
        below + own.height > window.innerHeight - margin
          ? at.top - own.height - 4
          : below,
    });
  }, [anchor, text]);
  return (
    <span ref={bubble} id={id} role="tooltip" className="tooltip" style={place}>
      {text}
    </span>
  );
}

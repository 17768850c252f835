// A Go symbol: shortened in the middle to what fits, whole on hover, in the accessible name and when copied.

import {
  useLayoutEffect,
  useRef,
  useState,
  type ClipboardEvent,
  type ReactElement,
} from "react";
import { shortenGoName } from "./go-name-text.ts";
import { Tooltip } from "./tooltip.tsx";

/** Advance of one character of the 12 px monospace font, measured once. */
let characterWidth: number | null = null;

function measureCharacter(): number {
  if (characterWidth !== null) return characterWidth;
  const context = document.createElement("canvas").getContext("2d");
  if (context === null) return 7.3;
  const mono = getComputedStyle(document.documentElement).getPropertyValue(
    "--font-mono",
  );
  context.font = `12px ${mono}`;
  characterWidth = context.measureText("m".repeat(50)).width / 50;
  return characterWidth;
}

export interface GoNameProps {
  readonly name: string;
  /** At most this many characters; without it, as many as the parent's width holds. */
  readonly characters?: number;
}

export function GoName({ name, characters }: GoNameProps): ReactElement {
  const element = useRef<HTMLSpanElement>(null);
  const [fitting, setFitting] = useState<number | null>(null);
  useLayoutEffect(() => {
    const box = element.current?.parentElement?.parentElement;
    if (characters !== undefined || box === null || box === undefined) return;
    const measure = (): void => {
      const style = getComputedStyle(box);
      const inner =
        box.clientWidth -
        Number.parseFloat(style.paddingLeft) -
        Number.parseFloat(style.paddingRight);
      setFitting(Math.max(8, Math.floor(inner / measureCharacter())));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, [characters]);

  const shown = shortenGoName(name, characters ?? fitting ?? name.length);
  const onCopy = (event: ClipboardEvent): void => {
    if (shown === name) return;
    event.clipboardData.setData("text/plain", name);
    event.preventDefault();
  };
  return (
    <Tooltip text={shown === name ? "" : name} describes={false}>
      <span ref={element} className="name" onCopy={onCopy} title="">
        <span aria-hidden={shown !== name}>{shown}</span>
        {shown === name ? null : (
          <span className="visually-hidden">{name}</span>
        )}
      </span>
    </Tooltip>
  );
}

// A menu at a point of the page: where the pointer was, or at the thing that the keyboard stands on.

import { useLayoutEffect, useRef, useState, type ReactElement } from "react";
import { createPortal } from "react-dom";
import { MenuList, type MenuItem } from "./menu-list.tsx";

const marginPx = 4;

export interface ContextMenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  /** In the window. */
  readonly x: number;
  readonly y: number;
  readonly onClose: (giveBack: boolean) => void;
}

export function ContextMenu({
  label,
  items,
  x,
  y,
  onClose,
}: ContextMenuProps): ReactElement {
  const list = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ left: x, top: y });
  useLayoutEffect(() => {
    const box = list.current?.getBoundingClientRect();
    if (box === undefined) return;
    setPlace({
      left: Math.max(
        marginPx,
        Math.min(x, window.innerWidth - box.width - marginPx),
      ),
      top: Math.max(
        marginPx,
        Math.min(y, window.innerHeight - box.height - marginPx),
      ),
    });
  }, [x, y]);
  return createPortal(
    <MenuList
      ref={list}
      label={label}
      items={items}
      className="menu__list menu__list--point"
      style={place}
      onClose={onClose}
    />,
    document.body,
  );
}

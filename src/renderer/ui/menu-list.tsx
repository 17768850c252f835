// The entries of an open menu: arrows, Home and End move, Escape and Tab close. The same under a button and at a frame.

import {
  useEffect,
  useRef,
  type CSSProperties,
  type KeyboardEvent,
  type ReactElement,
  type RefObject,
} from "react";

export interface MenuItem {
  readonly id: string;
  readonly title: string;
  /** What it costs, or why it cannot be had now. */
  readonly hint?: string;
  readonly isDisabled?: boolean;
  /** A line above this item. */
  readonly startsGroup?: boolean;
  readonly run: () => void;
}

export interface MenuListProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly className?: string;
  readonly style?: CSSProperties;
  /** What a press outside of closes the menu; the list itself if there is nothing around it. */
  readonly root?: RefObject<HTMLElement | null>;
  /** `giveBack`: the focus goes back to where it was. */
  readonly onClose: (giveBack: boolean) => void;
  readonly ref?: RefObject<HTMLDivElement | null>;
}

const entrySelector = "[role=menuitem]:not(:disabled)";

export function MenuList({
  label,
  items,
  className = "menu__list",
  style,
  root,
  onClose,
  ref,
}: MenuListProps): ReactElement {
  const own = useRef<HTMLDivElement>(null);
  const list = ref ?? own;
  const close = useRef(onClose);
  useEffect(() => {
    close.current = onClose;
  });
  useEffect(() => {
    list.current?.querySelector<HTMLElement>(entrySelector)?.focus();
    const onPointerDown = (event: PointerEvent): void => {
      if (!(event.target instanceof Node)) return;
      const around = root?.current ?? list.current;
      if (around?.contains(event.target) !== true) close.current(false);
    };
    window.addEventListener("pointerdown", onPointerDown);
    return () => window.removeEventListener("pointerdown", onPointerDown);
  }, [list, root]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Tab") {
      onClose(false);
      return;
    }
    // While a menu is open, keys are its own.
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      onClose(true);
      return;
    }
    const entries = [
      ...(list.current?.querySelectorAll<HTMLElement>(entrySelector) ?? []),
    ];
    const at = entries.findIndex((entry) => entry === document.activeElement);
    const to = nextEntry(event.key, at, entries.length);
    if (to === null) return;
    event.preventDefault();
    entries[to]?.focus();
  };
  return (
    <div
      ref={list}
      className={className}
      style={style}
      role="menu"
      aria-label={label}
      onKeyDown={onKeyDown}
    >
      {items.map((item) => (
        <div key={item.id} role="none">
          {item.startsGroup === true ? (
            <div className="menu__rule" role="separator" />
          ) : null}
          <button
            type="button"
            role="menuitem"
            className="menu__item"
            data-testid={`menu-${item.id}`}
            disabled={item.isDisabled === true}
            onClick={() => {
              onClose(true);
              item.run();
            }}
          >
            <span>{item.title}</span>
            {item.hint === undefined ? null : (
              <span className="menu__hint">{item.hint}</span>
            )}
          </button>
        </div>
      ))}
    </div>
  );
}

function nextEntry(key: string, at: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case "ArrowDown":
      return (at + 1) % count;
    case "ArrowUp":
      return (at - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

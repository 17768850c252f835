// A button that opens a menu: arrows move, Escape closes and gives the focus back. An item may say its price.

import {
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
} from "react";
import { Button, type ButtonTone } from "./button.tsx";
import type { IconName } from "./icon.tsx";

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

export interface MenuButtonProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  readonly icon?: IconName;
  readonly tone?: ButtonTone;
  readonly disabled?: boolean;
  readonly align?: "start" | "end";
  readonly testId?: string;
  /** Called when it opens, to refresh prices. */
  readonly onOpen?: () => void;
}

export function MenuButton({
  label,
  items,
  icon,
  tone = "plain",
  disabled = false,
  align = "end",
  testId,
  onOpen,
}: MenuButtonProps): ReactElement {
  const [isOpen, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!isOpen) return;
    root.current
      ?.querySelector<HTMLElement>("[role=menuitem]:not(:disabled)")
      ?.focus();
    const onPointerDown = (event: PointerEvent): void => {
      if (!(event.target instanceof Node)) return;
      if (root.current?.contains(event.target) !== true) setOpen(false);
    };
    window.addEventListener("pointerdown", onPointerDown);
    return () => window.removeEventListener("pointerdown", onPointerDown);
  }, [isOpen]);

  const close = (): void => {
    setOpen(false);
    button.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isOpen) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      close();
      return;
    }
    if (event.key === "Tab") {
      setOpen(false);
      return;
    }
    const entries = [
      ...(root.current?.querySelectorAll<HTMLElement>(
        "[role=menuitem]:not(:disabled)",
      ) ?? []),
    ];
    const at = entries.findIndex((entry) => entry === document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || entries.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    entries[(at + step + entries.length) % entries.length]?.focus();
  };

  return (
    <div ref={root} className="menu" onKeyDown={onKeyDown}>
      <Button
        ref={button}
        tone={tone}
        disabled={disabled}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        data-testid={testId}
        onClick={() => {
          if (!isOpen) onOpen?.();
          setOpen(!isOpen);
        }}
        {...(icon === undefined ? {} : { icon })}
      >
        {label} <span aria-hidden="true">▾</span>
      </Button>
      {isOpen ? (
        <div
          className={
            align === "start" ? "menu__list menu__list--start" : "menu__list"
          }
          role="menu"
          aria-label={label}
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
                  close();
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
      ) : null}
    </div>
  );
}

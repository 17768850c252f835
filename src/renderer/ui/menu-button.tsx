// A button that opens a menu. An item may say its price.

import { useRef, useState, type ReactElement } from "react";
import { Button, type ButtonTone } from "./button.tsx";
import type { IconName } from "./icon.tsx";
import { MenuList, type MenuItem } from "./menu-list.tsx";

export type { MenuItem } from "./menu-list.tsx";

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
  return (
    <div ref={root} className="menu">
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
        <MenuList
          label={label}
          items={items}
          root={root}
          className={
            align === "start" ? "menu__list menu__list--start" : "menu__list"
          }
          onClose={(giveBack) => {
            setOpen(false);
            if (giveBack) button.current?.focus();
          }}
        />
      ) : null}
    </div>
  );
}

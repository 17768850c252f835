// A tab list by the ARIA practice: one tab stop, arrows move and choose.

import { useRef, type KeyboardEvent, type ReactElement } from "react";

export interface TabItem<N extends string> {
  readonly name: N;
  readonly title: string;
  /** Shown beside the title: the key that goes there. */
  readonly shortcut?: string;
}

export interface TabsProps<N extends string> {
  readonly label: string;
  readonly items: readonly TabItem<N>[];
  readonly selected: N;
  readonly onSelect: (name: N) => void;
}

/** The id of a tab's button; its panel is labelled by it. */
export const tabId = (name: string): string => `tab-${name}`;

export function Tabs<N extends string>({
  label,
  items,
  selected,
  onSelect,
}: TabsProps<N>): ReactElement {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = items.findIndex((item) => item.name === selected);
    const last = items.length - 1;
    const to = nextTab(event.key, at, last);
    const item = to === null ? undefined : items[to];
    if (item === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onSelect(item.name);
    list.current
      ?.querySelector<HTMLElement>(`#${CSS.escape(tabId(item.name))}`)
      ?.focus();
  };
  return (
    <div
      ref={list}
      className="tabs"
      role="tablist"
      aria-label={label}
      onKeyDown={onKeyDown}
    >
      {items.map((item) => (
        <button
          key={item.name}
          id={tabId(item.name)}
          type="button"
          role="tab"
          className="tab"
          aria-selected={item.name === selected}
          aria-controls={`panel-${item.name}`}
          tabIndex={item.name === selected ? 0 : -1}
          onClick={() => onSelect(item.name)}
        >
          {item.title}
          {item.shortcut === undefined ? null : (
            <span className="tab__key" aria-hidden="true">
              {item.shortcut}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

function nextTab(key: string, at: number, last: number): number | null {
  switch (key) {
    case "ArrowRight":
      return at === last ? 0 : at + 1;
    case "ArrowLeft":
      return at === 0 ? last : at - 1;
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return null;
  }
}

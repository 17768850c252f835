// A tab list by the ARIA practice: one tab stop, arrows move and choose. What does not fit stands in a menu beside it;
// the chosen tab is always in the row, and arrows go through all of them.

import {
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
} from "react";
import { fitTabs } from "./fit-tabs.ts";
import { MenuButton } from "./menu-button.tsx";

export interface TabItem<N extends string> {
  readonly name: N;
  readonly title: string;
  /** Shown beside the title: the key that goes there. */
  readonly shortcut?: string | undefined;
}

export interface TabsProps<N extends string> {
  readonly label: string;
  /** Of the menu with the tabs that do not fit. */
  readonly moreLabel: string;
  readonly items: readonly TabItem<N>[];
  readonly selected: N;
  readonly onSelect: (name: N) => void;
}

/** The id of a tab's button; its panel is labelled by it. */
export const tabId = (name: string): string => `tab-${name}`;

export function Tabs<N extends string>({
  label,
  moreLabel,
  items,
  selected,
  onSelect,
}: TabsProps<N>): ReactElement {
  const list = useRef<HTMLDivElement>(null);
  const followsFocus = useRef(false);
  const at = items.findIndex((item) => item.name === selected);
  const { bar, ruler, shown } = useFittingTabs(items, at);

  // A tab from the menu is in the row only after it was chosen.
  useLayoutEffect(() => {
    if (!followsFocus.current) return;
    followsFocus.current = false;
    list.current
      ?.querySelector<HTMLElement>(`#${CSS.escape(tabId(selected))}`)
      ?.focus();
  }, [selected, shown]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const to = nextTab(event.key, at, items.length - 1);
    const item = to === null ? undefined : items[to];
    if (item === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    followsFocus.current = true;
    onSelect(item.name);
  };
  const hidden = items.filter((_, index) => !shown.includes(index));
  return (
    <div ref={bar} className="tabbar">
      <div
        ref={list}
        className="tabs"
        role="tablist"
        aria-label={label}
        onKeyDown={onKeyDown}
      >
        {shown.map((index) => {
          const item = items[index];
          if (item === undefined) return null;
          return (
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
              <TabText {...item} />
            </button>
          );
        })}
      </div>
      {hidden.length === 0 ? null : (
        <MenuButton
          label={moreLabel}
          tone="quiet"
          testId="tabs-more"
          items={hidden.map((item) => ({
            id: tabId(item.name),
            title: item.title,
            run: () => {
              followsFocus.current = true;
              onSelect(item.name);
            },
          }))}
        />
      )}
      <div ref={ruler} className="tabbar__ruler" aria-hidden="true">
        {items.map((item) => (
          <span key={item.name} className="tab">
            <TabText {...item} />
          </span>
        ))}
        <span className="tab">{moreLabel} ▾</span>
      </div>
    </div>
  );
}

function TabText({
  title,
  shortcut,
}: {
  readonly title: string;
  readonly shortcut?: string | undefined;
}): ReactElement {
  return (
    <>
      {title}
      {shortcut === undefined ? null : (
        <span className="tab__key" aria-hidden="true">
          {shortcut}
        </span>
      )}
    </>
  );
}

/** Measures all tabs out of sight, again whenever the bar, the words or the font change their size. */
function useFittingTabs(items: readonly unknown[], selected: number) {
  const bar = useRef<HTMLDivElement>(null);
  const ruler = useRef<HTMLDivElement>(null);
  const [measured, setMeasured] = useState<{
    readonly widths: readonly number[];
    readonly room: number;
  } | null>(null);
  useLayoutEffect(() => {
    const measure = (): void => {
      if (bar.current === null || ruler.current === null) return;
      setMeasured({
        room: bar.current.clientWidth,
        widths: [...ruler.current.children].map(
          (child) => child.getBoundingClientRect().width,
        ),
      });
    };
    measure();
    const observer = new ResizeObserver(measure);
    if (bar.current !== null) observer.observe(bar.current);
    for (const child of ruler.current?.children ?? []) observer.observe(child);
    return () => observer.disconnect();
  }, [items.length]);
  const all = items.map((_, index) => index);
  const shown =
    measured === null || measured.widths.length !== items.length + 1
      ? all
      : fitTabs(
          measured.widths.slice(0, -1),
          selected,
          measured.room,
          measured.widths.at(-1) ?? 0,
        );
  return { bar, ruler, shown };
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

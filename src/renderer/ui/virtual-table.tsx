// A table that draws only the rows in sight. One tab stop; arrows, Page keys, Home and End move the selection, Enter
// opens it.

import {
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
} from "react";
import { Icon } from "./icon.tsx";
import { moveRow, slotOf, visibleRows } from "./visible-rows.ts";

export interface TableColumn<R> {
  readonly id: string;
  readonly title: string;
  /** A grid track: `96px`, `minmax(200px, 1fr)`. */
  readonly width: string;
  readonly align?: "start" | "end";
  readonly mono?: boolean;
  readonly isSortable?: boolean;
  readonly render: (row: R) => ReactNode;
}

export interface TableSort {
  readonly column: string;
  readonly direction: "ascending" | "descending";
}

export interface VirtualTableProps<R> {
  readonly label: string;
  readonly columns: readonly TableColumn<R>[];
  /** Already filtered and sorted. */
  readonly rows: readonly R[];
  readonly rowKey: (row: R) => string;
  readonly selectedKey?: string | null;
  readonly onSelect?: (row: R) => void;
  /** Enter or double click. */
  readonly onOpen?: (row: R) => void;
  readonly sort?: TableSort;
  readonly onSort?: (column: string) => void;
  /** A menu is asked for, by the right button or by key, at a point of the window; the row is selected first. */
  readonly onMenu?: (row: R, x: number, y: number) => void;
  readonly testId?: string;
  /** A selected row out of sight comes to the middle, not to the nearest edge: for what is read with its surroundings. */
  readonly centers?: boolean;
  /** Rows from there on belong together, and why is said above them. It is no row: keys, selection and copies skip it. */
  readonly divider?: TableDivider | null;
}

export interface TableDivider {
  /** Index of the row that it stands above. */
  readonly before: number;
  readonly label: string;
}

const rowHeight = 24;

export function VirtualTable<R>({
  label,
  columns,
  rows,
  rowKey,
  selectedKey = null,
  onSelect,
  onOpen,
  sort,
  onSort,
  onMenu,
  testId,
  centers = false,
  divider = null,
}: VirtualTableProps<R>): ReactElement {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const [height, setHeight] = useState(400);
  const dividerAt = divider?.before ?? null;
  const tracks = columns.map((column) => column.width).join(" ");
  const selectedAt =
    selectedKey === null
      ? -1
      : rows.findIndex((row) => rowKey(row) === selectedKey);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = scroller.current;
    if (element === null || selectedAt < 0) return;
    const top = slotOf(selectedAt, dividerAt) * rowHeight;
    const room = element.clientHeight - 2 * rowHeight;
    const isAway = top < element.scrollTop || top > element.scrollTop + room;
    if (centers && isAway) element.scrollTop = top - room / 2;
    else if (top < element.scrollTop) element.scrollTop = top;
    else if (top > element.scrollTop + room) element.scrollTop = top - room;
  }, [selectedAt, centers, dividerAt]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const current = rows[selectedAt];
    if (event.key === "Enter" && current !== undefined) {
      onOpen?.(current);
      return;
    }
    if (isMenuKey(event) && current !== undefined && onMenu !== undefined) {
      const box = scroller.current?.getBoundingClientRect();
      event.preventDefault();
      onMenu(
        current,
        (box?.left ?? 0) + rowHeight,
        (box?.top ?? 0) +
          (slotOf(selectedAt, dividerAt) + 2) * rowHeight -
          scrollTop,
      );
      return;
    }
    const page = Math.max(1, Math.floor(height / rowHeight) - 2);
    const to = moveRow(event.key, selectedAt, rows.length, page);
    const row = to === null ? undefined : rows[to];
    if (row === undefined || event.altKey || event.ctrlKey) return;
    event.preventDefault();
    onSelect?.(row);
  };

  const { first, end } = visibleRows({
    scrollTop,
    height,
    rowHeight,
    count: rows.length,
  });
  const drawRows = (from: number, to: number): ReactElement[] =>
    rows.slice(from, to).map((row, offset) => {
      const at = from + offset;
      return (
        <div
          key={rowKey(row)}
          id={`${id}-row-${at}`}
          className="table__row"
          role="row"
          aria-rowindex={at + 2}
          aria-selected={at === selectedAt}
          style={{
            top: slotOf(at, dividerAt) * rowHeight,
            gridTemplateColumns: tracks,
          }}
          onClick={() => onSelect?.(row)}
          onDoubleClick={() => onOpen?.(row)}
          onContextMenu={(event) => {
            if (onMenu === undefined) return;
            event.preventDefault();
            onSelect?.(row);
            onMenu(row, event.clientX, event.clientY);
          }}
        >
          {columns.map((column) => (
            <div key={column.id} role="gridcell" className={cellClass(column)}>
              {column.render(row)}
            </div>
          ))}
        </div>
      );
    });
  return (
    <div className="table" data-testid={testId}>
      <div
        ref={scroller}
        className="table__scroll"
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        aria-activedescendant={
          selectedAt >= first && selectedAt < end
            ? `${id}-row-${selectedAt}`
            : undefined
        }
        tabIndex={0}
        onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
        onKeyDown={onKeyDown}
      >
        <div
          className="table__head"
          role="row"
          aria-rowindex={1}
          style={{ gridTemplateColumns: tracks }}
        >
          {columns.map((column) => (
            <HeaderCell
              key={column.id}
              column={column}
              sort={sort}
              onSort={onSort}
            />
          ))}
        </div>
        <div
          className="table__body"
          style={{ height: slotOf(rows.length, dividerAt) * rowHeight }}
        >
          {divider === null ? (
            <div role="rowgroup">{drawRows(first, end)}</div>
          ) : (
            <>
              <div role="rowgroup">
                {drawRows(first, Math.min(end, divider.before))}
              </div>
              <div role="rowgroup" aria-label={divider.label}>
                {/* The group is named by it; a grid has nothing but rows for whoever listens. */}
                <div
                  className="table__divider"
                  aria-hidden="true"
                  data-testid="table-divider"
                  style={{ top: divider.before * rowHeight }}
                >
                  <span>{divider.label}</span>
                </div>
                {drawRows(Math.max(first, divider.before), end)}
              </div>
            </>
          )}
        </div>
      </div>
    </div>
  );
}

function isMenuKey(event: KeyboardEvent): boolean {
  return event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey);
}

function cellClass<R>(column: TableColumn<R>): string {
  return [
    "table__cell",
    column.align === "end" ? "table__cell--end" : "",
    column.mono === true ? "table__cell--mono" : "",
  ]
    .filter((part) => part !== "")
    .join(" ");
}

function HeaderCell<R>({
  column,
  sort,
  onSort,
}: {
  readonly column: TableColumn<R>;
  readonly sort: TableSort | undefined;
  readonly onSort: ((column: string) => void) | undefined;
}): ReactElement {
  const end = column.align === "end" ? " table__th--end" : "";
  const direction = sort?.column === column.id ? sort.direction : undefined;
  if (column.isSortable !== true || onSort === undefined)
    return (
      <div role="columnheader" className={`table__th${end}`}>
        {column.title}
      </div>
    );
  return (
    <div role="columnheader" aria-sort={direction ?? "none"}>
      <button
        type="button"
        className={`table__th${end}`}
        style={{ width: "100%" }}
        onClick={() => onSort(column.id)}
      >
        {column.title}
        {direction === undefined ? null : (
          <Icon name={direction === "descending" ? "down" : "up"} />
        )}
      </button>
    </div>
  );
}

// Which rows of a long table are worth drawing.

export interface RowWindow {
  readonly first: number;
  /** Exclusive. */
  readonly end: number;
}

/** More than the one row by which a divider moves those below it. */
const overscan = 8;

export function visibleRows(input: {
  readonly scrollTop: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}): RowWindow {
  const { scrollTop, height, rowHeight, count } = input;
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight) - overscan;
  const end = Math.ceil((scrollTop + height) / rowHeight) + overscan;
  return {
    first: Math.min(Math.max(0, first), count),
    end: Math.min(count, Math.max(0, end)),
  };
}

/** At which height of one row a row is drawn, with a divider above the row `dividerAt`; null = there is none. */
export function slotOf(row: number, dividerAt: number | null): number {
  return dividerAt !== null && row >= dividerAt ? row + 1 : row;
}

/** Where a key takes the selection; null when the key is not one of the table's. */
export function moveRow(
  key: string,
  at: number,
  count: number,
  page: number,
): number | null {
  if (count === 0) return null;
  const clamp = (row: number): number => Math.min(count - 1, Math.max(0, row));
  switch (key) {
    case "ArrowDown":
      return clamp(at + 1);
    case "ArrowUp":
      return clamp(at < 0 ? count - 1 : at - 1);
    case "PageDown":
      return clamp(at + page);
    case "PageUp":
      return clamp(at - page);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

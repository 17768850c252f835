// Nested groups as a table of which only the rows in sight are drawn. Right and Enter open a group, Left closes it or
// goes to the one around it.

import type { KeyboardEvent, ReactElement } from "react";
import type {
  BrowserRow,
  BrowserView,
} from "../../../core/goroutines/browser-views.ts";
import { useMessage } from "../../state/use-message.ts";
import { selectFunction, useView } from "../../state/view-store.ts";
import { VirtualTable } from "../../ui/virtual-table.tsx";
import { goroutineColumns } from "./goroutine-columns.tsx";
import type { GoroutinesLook } from "./goroutines-store.ts";

const moreTimes = 4;

const keyOf = (path: readonly string[]): string => JSON.stringify(path);
const rowKey = (row: BrowserRow): string =>
  row.kind === "more" ? `more ${keyOf(row.path)}` : keyOf(row.path);

export function GoroutineTable({
  view,
  look,
  onChange,
}: {
  readonly view: BrowserView;
  readonly look: GoroutinesLook;
  readonly onChange: (change: Partial<GoroutinesLook>) => void;
}): ReactElement {
  const t = useMessage();
  const selectedFunction = useView((state) => state.selectedFunction);
  const { rows } = view;
  // What was picked elsewhere is picked here.
  const linked = rows.find(
    (row) => row.frame !== null && row.frame.function === selectedFunction,
  );
  const key =
    look.chosen !== null
      ? keyOf(look.chosen)
      : linked === undefined
        ? null
        : rowKey(linked);
  const selected = rows.find((row) => rowKey(row) === key);

  const setOpen = (row: BrowserRow, isOpen: boolean): void => {
    const own = keyOf(row.path);
    const others = look.open.filter((path) => keyOf(path) !== own);
    onChange({ open: isOpen ? [...others, row.path] : others });
  };
  const activate = (row: BrowserRow): void => {
    if (row.kind === "more") onChange({ limit: look.limit * moreTimes });
    else if (row.hasRows) setOpen(row, !row.isOpen);
    else if (row.id !== null)
      onChange({ side: "follow", followed: String(row.id) });
  };
  const choose = (row: BrowserRow): void => {
    if (row.kind === "more") return;
    onChange({ chosen: row.path });
    if (row.frame !== null && row.id === null)
      selectFunction(row.frame.function);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (selected === undefined || event.altKey || event.ctrlKey) return;
    if (event.key === "ArrowRight" && selected.hasRows && !selected.isOpen)
      setOpen(selected, true);
    else if (event.key === "ArrowLeft" && selected.isOpen)
      setOpen(selected, false);
    else if (event.key === "ArrowLeft" && selected.depth > 0)
      onChange({ chosen: selected.path.slice(0, -1) });
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const columns = goroutineColumns({
    t,
    isCompared: view.before !== null,
    tellsIds: view.facts.states,
    onToggle: (row) => setOpen(row, !row.isOpen),
  });
  if (rows.length === 0)
    return (
      <p className="panel__note" role="status">
        {t("goroutines.none")}
      </p>
    );
  return (
    <div className="goroutines__table" onKeyDown={onKeyDown}>
      <VirtualTable
        label={t("goroutines.label")}
        columns={columns}
        rows={rows}
        rowKey={rowKey}
        selectedKey={key}
        onSelect={choose}
        onOpen={activate}
        testId="goroutine-groups"
      />
    </div>
  );
}

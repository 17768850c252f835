// Machine code with its source between, and what in it allocates, parks or uses channels.

import { useCallback, useMemo, useState, type ReactElement } from "react";
import { trivet } from "../../bridge.ts";
import { useMessage, type Translate } from "../../state/use-message.ts";
import { useReply } from "../../state/use-reply.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/fields.tsx";
import { VirtualTable, type TableColumn } from "../../ui/virtual-table.tsx";
import { codeRows, rowAt, type CodeRow } from "./code-rows.ts";
import { SideRead, SideRunning } from "./side-read.tsx";
import { useSide, useStoppedMoment } from "./side-store.ts";
import { useMoment, useStackReads } from "./use-stack-reads.ts";

export function CodeTab(): ReactElement {
  const t = useMessage();
  const side = useSide();
  const [typed, setTyped] = useState(side.code ?? "");
  const moment = useStoppedMoment();
  const { thread, frames } = useStackReads(moment);
  const at = useMemo(
    () =>
      side.list === "threads" && thread !== null
        ? { thread, frame: side.frame }
        : null,
    [side.list, side.frame, thread],
  );
  const chosen = frames.value?.find(({ level }) => level === side.frame);
  // A goroutine's frame is a place, not one of gdb's frames.
  const place =
    side.code ??
    (side.list === "goroutines" ? (chosen?.address ?? null) : null);
  const read = useReply(
    useMoment(
      place === null && at === null ? null : moment,
      useCallback(
        (signal: AbortSignal) =>
          trivet.gdb.disassembly({ expression: place, at }, { signal }),
        [place, at],
      ),
    ),
  );
  const rows = useMemo(() => codeRows(read.value?.lines ?? []), [read.value]);
  const [picked, setPicked] = useState<string | null>(null);
  if (moment === null) return <SideRunning />;
  return (
    <div className="gdb__column">
      <form
        className="gdb__form"
        onSubmit={(event) => {
          event.preventDefault();
          useSide.setState({ code: typed.trim() === "" ? null : typed.trim() });
        }}
      >
        <TextField
          label={t("gdb.code.expression")}
          value={typed}
          onChange={setTyped}
          placeholder="main.run"
          mono
          name="gdb-code"
        />
        <Button type="submit">{t("gdb.code.show")}</Button>
        <span className="toolbar__fact">
          {read.value?.function ?? ""}
          {read.value === null || read.value.omitted === 0
            ? ""
            : t("gdb.code.omitted", { count: read.value.omitted })}
        </span>
      </form>
      <SideRead reads={[read]}>
        {read.value === null ? null : (
          <VirtualTable
            label={t("gdb.tab.code")}
            columns={columns(t)}
            rows={rows}
            rowKey={({ key }) => key}
            selectedKey={picked ?? rowAt(rows, chosen?.address ?? null)}
            onSelect={({ key }) => setPicked(key)}
            centers
            testId="gdb-code"
          />
        )}
      </SideRead>
    </div>
  );
}

const columns = (t: Translate): readonly TableColumn<CodeRow>[] => [
  {
    id: "place",
    title: t("gdb.column.address"),
    width: "136px",
    mono: true,
    render: (row) =>
      row.kind === "source" ? (
        <span className="gdb__source">{row.place}</span>
      ) : (
        row.instruction.address.replace(/^0x0+/, "0x")
      ),
  },
  {
    id: "text",
    title: t("gdb.column.code"),
    width: "minmax(200px, 1fr)",
    mono: true,
    render: (row) =>
      row.kind === "source" ? (
        <span className="gdb__source gdb__bytes">
          {row.text ?? t("gdb.code.no-source")}
        </span>
      ) : (
        <span className="gdb__instruction" title={row.instruction.text}>
          {row.instruction.text}
        </span>
      ),
  },
  {
    id: "mark",
    title: t("gdb.code.mark"),
    width: "96px",
    render: (row) =>
      row.kind === "instruction" && row.instruction.mark !== null ? (
        <Badge
          tone={row.instruction.mark === "allocation" ? "warning" : "accent"}
        >
          {t(`gdb.code.${row.instruction.mark}`)}
        </Badge>
      ) : null,
  },
];

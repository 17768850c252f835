// Columns of the stack tab's tables.

import type {
  GdbFrame,
  GdbGoroutine,
  GdbThread,
  GdbVariable,
} from "../../../core/gdb-mi/inspection.ts";
import type { Translate } from "../../state/use-message.ts";
import { GoName } from "../../ui/go-name.tsx";
import type { TableColumn } from "../../ui/virtual-table.tsx";

export const threadColumns = (
  t: Translate,
): readonly TableColumn<GdbThread>[] => [
  {
    id: "thread",
    title: t("gdb.column.thread"),
    width: "minmax(88px, 1fr)",
    mono: true,
    render: ({ systemName }) => systemName,
  },
  {
    id: "where",
    title: t("gdb.column.where"),
    width: "minmax(120px, 2fr)",
    mono: true,
    render: ({ frame, isRunning }) =>
      isRunning ? (
        t("gdb.state.running")
      ) : (
        <GoName name={frame?.function ?? frame?.address ?? "?"} />
      ),
  },
];

export const goroutineColumns = (
  t: Translate,
): readonly TableColumn<GdbGoroutine>[] => [
  {
    id: "id",
    title: t("gdb.column.goroutine"),
    width: "64px",
    align: "end",
    mono: true,
    render: ({ id }) => String(id),
  },
  {
    id: "state",
    title: t("gdb.column.state"),
    width: "minmax(72px, 1fr)",
    render: ({ status, waitReason }) => waitReason || status,
  },
  {
    id: "where",
    title: t("gdb.column.where"),
    width: "minmax(96px, 2fr)",
    mono: true,
    render: ({ function: name }) => <GoName name={name} />,
  },
];

export const frameColumns = (
  t: Translate,
): readonly TableColumn<GdbFrame>[] => [
  {
    id: "level",
    title: "#",
    width: "40px",
    align: "end",
    mono: true,
    render: ({ level }) => String(level),
  },
  {
    id: "function",
    title: t("gdb.column.function"),
    width: "minmax(120px, 2fr)",
    mono: true,
    render: (row) => <GoName name={row.function ?? row.address} />,
  },
  {
    id: "place",
    title: t("gdb.column.place"),
    width: "minmax(80px, 1fr)",
    render: ({ file, line }) =>
      file === null
        ? ""
        : `${file.slice(file.lastIndexOf("/") + 1)}:${line ?? 0}`,
  },
];

export const variableColumns = (
  t: Translate,
): readonly TableColumn<GdbVariable>[] => [
  {
    id: "name",
    title: t("gdb.column.name"),
    width: "minmax(72px, 1fr)",
    mono: true,
    render: ({ name }) => name,
  },
  {
    id: "value",
    title: t("gdb.column.value"),
    width: "minmax(120px, 3fr)",
    mono: true,
    render: ({ value }) => <span title={value}>{value}</span>,
  },
  {
    id: "type",
    title: t("gdb.column.type"),
    width: "minmax(72px, 1fr)",
    mono: true,
    render: ({ type }) => <span title={type}>{type}</span>,
  },
  {
    id: "kind",
    title: t("gdb.points.kind"),
    width: "80px",
    render: ({ isArgument }) => (isArgument ? t("gdb.variables.argument") : ""),
  },
];

// Breakpoints and watchpoints: those set here and those typed in the console, one list.

import { useCallback, useState, type ReactElement } from "react";
import type { WireError } from "../../../contract/define.ts";
import type { GdbBreakpoint } from "../../../core/gdb-mi/inspection.ts";
import { trivet } from "../../bridge.ts";
import { useGdb } from "../../state/gdb-store.ts";
import { reportFailure } from "../../state/toast-store.ts";
import { useMessage, type Translate } from "../../state/use-message.ts";
import { useReply } from "../../state/use-reply.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { InlineError } from "../../ui/error-state.tsx";
import { Checkbox, Select, TextField } from "../../ui/fields.tsx";
import { VirtualTable, type TableColumn } from "../../ui/virtual-table.tsx";
import { SideRead } from "./side-read.tsx";
import { useBreakpointMoment } from "./side-store.ts";
import { useMoment } from "./use-stack-reads.ts";

const kinds = [
  "breakpoint",
  "watchpoint",
  "read-watchpoint",
  "access-watchpoint",
] as const;

export function BreakpointsTab(): ReactElement {
  const t = useMessage();
  const { readOnly } = useGdb();
  const moment = useBreakpointMoment();
  const list = useReply(
    useMoment(
      moment,
      useCallback(
        (signal: AbortSignal) => trivet.gdb.breakpoints({}, { signal }),
        [],
      ),
    ),
  );
  const rows = list.value ?? [];
  return (
    <div className="gdb__column">
      {readOnly === true ? (
        <p className="panel__note">{t("gdb.read-only.breakpoints")}</p>
      ) : (
        <NewBreakpoint />
      )}
      <SideRead reads={[list]}>
        {rows.length === 0 ? (
          <EmptyState
            title={t("gdb.points.none.title")}
            text={t("gdb.points.none.text")}
          />
        ) : (
          <VirtualTable
            label={t("gdb.tab.breakpoints")}
            columns={columns(t)}
            rows={rows}
            rowKey={({ number }) => number}
            testId="gdb-breakpoints"
          />
        )}
      </SideRead>
    </div>
  );
}

function NewBreakpoint(): ReactElement {
  const t = useMessage();
  const [kind, setKind] = useState<(typeof kinds)[number]>("breakpoint");
  const [what, setWhat] = useState("");
  const [condition, setCondition] = useState("");
  const [error, setError] = useState<WireError | null>(null);
  const insert = async (): Promise<void> => {
    const reply = await trivet.gdb.insertBreakpoint({
      kind,
      what: what.trim(),
      condition: condition.trim() === "" ? null : condition.trim(),
    });
    setError(reply.ok ? null : reply.error);
    if (reply.ok) setWhat("");
  };
  return (
    <form
      className="gdb__form"
      onSubmit={(event) => {
        event.preventDefault();
        if (what.trim() !== "") void insert();
      }}
    >
      <Select
        label={t("gdb.points.kind")}
        hideLabel
        value={kind}
        options={kinds.map((value) => ({
          value,
          title: t(`gdb.points.${value}`),
        }))}
        onChange={setKind}
      />
      <TextField
        label={t(
          kind === "breakpoint" ? "gdb.points.where" : "gdb.points.expression",
        )}
        value={what}
        onChange={setWhat}
        placeholder={kind === "breakpoint" ? "main.run" : "main.total"}
        mono
        name="gdb-where"
      />
      <TextField
        label={t("gdb.points.condition")}
        value={condition}
        onChange={setCondition}
        mono
        name="gdb-condition"
      />
      <Button type="submit" disabled={what.trim() === ""}>
        {t("gdb.points.add")}
      </Button>
      {error === null ? null : <InlineError error={error} />}
    </form>
  );
}

const change = async (
  number: string,
  how: "enable" | "disable" | "delete",
): Promise<void> => {
  reportFailure(await trivet.gdb.changeBreakpoint({ number, change: how }));
};

const columns = (t: Translate): readonly TableColumn<GdbBreakpoint>[] => [
  {
    id: "enabled",
    title: t("gdb.column.on"),
    width: "88px",
    render: ({ number, isEnabled }) => (
      <Checkbox
        label={number}
        checked={isEnabled}
        onChange={(on) => void change(number, on ? "enable" : "disable")}
      />
    ),
  },
  {
    id: "what",
    title: t("gdb.column.where"),
    width: "minmax(120px, 2fr)",
    mono: true,
    render: ({ what, condition }) => (
      <span title={what}>
        {condition === null ? what : `${what} if ${condition}`}
      </span>
    ),
  },
  {
    id: "kind",
    title: t("gdb.points.kind"),
    width: "minmax(80px, 1fr)",
    render: ({ kind }) => t(`gdb.points.${kind}`),
  },
  {
    id: "hits",
    title: t("gdb.column.hits"),
    width: "64px",
    align: "end",
    render: ({ hits }) => String(hits),
  },
  {
    id: "remove",
    title: t("gdb.points.remove.column"),
    width: "72px",
    render: ({ number }) => (
      <IconButton
        icon="close"
        label={t("gdb.points.remove", { number })}
        onClick={() => void change(number, "delete")}
      />
    ),
  },
];

// Raw memory by address or expression, in hexadecimal and as text.

import { useCallback, useState, type ReactElement } from "react";
import { trivet } from "../../bridge.ts";
import { useMessage } from "../../state/use-message.ts";
import { useReply } from "../../state/use-reply.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Select, TextField } from "../../ui/fields.tsx";
import { VirtualTable } from "../../ui/virtual-table.tsx";
import { hexRows } from "./hex-rows.ts";
import { SideRead, SideRunning } from "./side-read.tsx";
import { useSide, useStoppedMoment } from "./side-store.ts";
import { useMoment } from "./use-stack-reads.ts";

const amounts = ["64", "256", "1024", "4096", "65536"] as const;

export function MemoryTab(): ReactElement {
  const t = useMessage();
  const { memory: chosen } = useSide();
  const [typed, setTyped] = useState(chosen.expression);
  const moment = useStoppedMoment();
  const read = useReply(
    useMoment(
      chosen.expression === "" ? null : moment,
      useCallback(
        (signal: AbortSignal) => trivet.gdb.memory(chosen, { signal }),
        [chosen],
      ),
    ),
  );
  if (moment === null) return <SideRunning />;
  const amount = amounts.find((each) => Number(each) === chosen.bytes) ?? "256";
  return (
    <div className="gdb__column">
      <form
        className="gdb__form"
        onSubmit={(event) => {
          event.preventDefault();
          const expression = typed.trim();
          useSide.setState({ memory: { ...chosen, expression } });
        }}
      >
        <TextField
          label={t("gdb.memory.expression")}
          value={typed}
          onChange={setTyped}
          placeholder="$sp"
          mono
          name="gdb-address"
        />
        <Select
          label={t("gdb.memory.bytes")}
          value={amount}
          options={amounts.map((value) => ({ value, title: value }))}
          onChange={(bytes) =>
            useSide.setState({ memory: { ...chosen, bytes: Number(bytes) } })
          }
        />
        <Button type="submit">{t("gdb.memory.read")}</Button>
      </form>
      <SideRead reads={[read]}>
        {read.value === null ? (
          read.status === "failed" ? null : (
            <EmptyState
              title={t("gdb.memory.none.title")}
              text={t("gdb.memory.none.text")}
            />
          )
        ) : (
          <VirtualTable
            label={t("gdb.tab.memory")}
            columns={[
              {
                id: "address",
                title: t("gdb.column.address"),
                width: "120px",
                mono: true,
                render: ({ address }) => address,
              },
              {
                id: "bytes",
                title: t("gdb.memory.bytes"),
                width: "376px",
                mono: true,
                render: ({ bytes }) => (
                  <span className="gdb__bytes">{bytes}</span>
                ),
              },
              {
                id: "text",
                title: t("gdb.memory.text"),
                width: "minmax(144px, 1fr)",
                mono: true,
                render: ({ text }) => (
                  <span className="gdb__bytes">{text}</span>
                ),
              },
            ]}
            rows={hexRows(read.value.address, read.value.hex)}
            rowKey={({ address }) => address}
            testId="gdb-memory"
          />
        )}
      </SideRead>
    </div>
  );
}

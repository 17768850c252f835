// Threads or goroutines, the chosen one's frames, the chosen frame's arguments and variables.

import type { ReactElement } from "react";
import { useMessage } from "../../state/use-message.ts";
import { selectFunction } from "../../state/view-store.ts";
import { Select } from "../../ui/fields.tsx";
import { VirtualTable } from "../../ui/virtual-table.tsx";
import { SideRead, SideRunning } from "./side-read.tsx";
import { useSide, useStoppedMoment } from "./side-store.ts";
import {
  frameColumns,
  goroutineColumns,
  threadColumns,
  variableColumns,
} from "./stack-columns.tsx";
import { useStackReads } from "./use-stack-reads.ts";

export function StackTab(): ReactElement {
  const t = useMessage();
  const side = useSide();
  const moment = useStoppedMoment();
  const { threads, goroutines, frames, variables, thread } =
    useStackReads(moment);
  if (moment === null) return <SideRunning />;
  const isThreads = side.list === "threads";
  const rows = goroutines.value?.rows ?? [];
  const left = (goroutines.value?.total ?? 0) - rows.length;
  return (
    <div className="gdb__stack">
      <section className="gdb__part" aria-label={t(`gdb.list.${side.list}`)}>
        <div className="gdb__head">
          <Select
            label={t("gdb.list")}
            hideLabel
            value={side.list}
            options={(["threads", "goroutines"] as const).map((value) => ({
              value,
              title: t(`gdb.list.${value}`),
            }))}
            onChange={(list) => useSide.setState({ list, frame: 0 })}
          />
          {isThreads || left <= 0 ? null : (
            <span className="toolbar__fact">
              {t("gdb.list.more", { count: left })}
            </span>
          )}
        </div>
        <SideRead reads={[isThreads ? threads : goroutines]}>
          {isThreads ? (
            <VirtualTable
              label={t("gdb.list.threads")}
              columns={threadColumns(t)}
              rows={threads.value ?? []}
              rowKey={({ id }) => id}
              selectedKey={thread}
              onSelect={({ id }) => useSide.setState({ thread: id, frame: 0 })}
              testId="gdb-threads"
            />
          ) : (
            <VirtualTable
              label={t("gdb.list.goroutines")}
              columns={goroutineColumns(t)}
              rows={rows}
              rowKey={({ id }) => String(id)}
              selectedKey={
                side.goroutine === null ? null : String(side.goroutine)
              }
              onSelect={(row) => {
                useSide.setState({ goroutine: row.id, frame: 0 });
                selectFunction(row.function);
              }}
              testId="gdb-goroutines"
            />
          )}
        </SideRead>
      </section>
      <section className="gdb__part" aria-label={t("gdb.frames")}>
        <h3 className="gdb__head">{t("gdb.frames")}</h3>
        <SideRead reads={[frames]}>
          {!isThreads && side.goroutine === null ? (
            <p className="panel__note">{t("gdb.frames.choose")}</p>
          ) : (
            <VirtualTable
              label={t("gdb.frames")}
              columns={frameColumns(t)}
              rows={frames.value ?? []}
              rowKey={({ level }) => String(level)}
              selectedKey={String(side.frame)}
              onSelect={(row) => {
                useSide.setState({ frame: row.level });
                if (row.function !== null) selectFunction(row.function);
              }}
              testId="gdb-frames"
            />
          )}
        </SideRead>
      </section>
      <section
        className="gdb__part gdb__part--wide"
        aria-label={t("gdb.variables")}
      >
        <h3 className="gdb__head">{t("gdb.variables")}</h3>
        {isThreads ? (
          <SideRead reads={[variables]}>
            {variables.value?.length === 0 ? (
              <p className="panel__note">{t("gdb.variables.none")}</p>
            ) : (
              <VirtualTable
                label={t("gdb.variables")}
                columns={variableColumns(t)}
                rows={variables.value ?? []}
                rowKey={({ name, type }) => `${name} ${type}`}
                testId="gdb-variables"
              />
            )}
          </SideRead>
        ) : (
          <p className="panel__note">{t("gdb.variables.parked")}</p>
        )}
      </section>
    </div>
  );
}

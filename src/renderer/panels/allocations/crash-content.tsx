// A crash that was caught: what happened, where, what was still to run, and the allocations before it.

import { useCallback, useMemo, type ReactElement } from "react";
import type {
  CrashGoroutine,
  CrashView,
} from "../../../core/allocation-trace/trace-views.ts";
import type { GoroutineFrame } from "../../../core/go-runtime/goroutine-records.ts";
import { trivet } from "../../bridge.ts";
import { useMessage } from "../../state/use-message.ts";
import { useReply } from "../../state/use-reply.ts";
import { selectFunction } from "../../state/view-store.ts";
import { GoName } from "../../ui/go-name.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import { VirtualTable, type TableColumn } from "../../ui/virtual-table.tsx";
import { AllocationTable } from "./allocation-tables.tsx";
import { placeLine } from "./allocations-model.ts";

export function CrashContent({
  eventId,
}: {
  readonly eventId: string;
}): ReactElement {
  const t = useMessage();
  const load = useCallback(
    (signal: AbortSignal) => trivet.trace.readCrash({ eventId }, { signal }),
    [eventId],
  );
  const crash = useReply(load);
  return (
    <ReadState reads={[crash]} loading={t("trace.reading")}>
      {crash.value === null ? null : <Crash crash={crash.value} />}
    </ReadState>
  );
}

function Crash({ crash }: { readonly crash: CrashView }): ReactElement {
  const t = useMessage();
  const { heap, recent, crashed } = crash;
  return (
    <div className="allocations__crash" data-testid="crash">
      <h3 className="allocations__headline">{crash.headline}</h3>
      <p>
        {t("trace.crash.held", {
          pid: crash.pid,
          ms: crash.stoppedMs,
          version: crash.goVersion,
          goroutines: crash.goroutineCount,
        })}{" "}
        {heap === null
          ? null
          : t("trace.crash.heap", {
              heap: heap.heapAlloc,
              stacks: heap.stackInuse,
              gcs: heap.numGc,
            })}
      </p>
      {crash.missing.map(({ what, why }) => (
        <p key={what} className="muted">
          {t("trace.crash.missing", { what, why })}
        </p>
      ))}
      {crashed === null ? null : <Crashed goroutine={crashed} />}
      <h4>{t("panel.goroutines")}</h4>
      <div className="allocations__recent">
        <CrashGoroutines goroutines={crash.goroutines} />
      </div>
      {recent === null ? null : (
        <>
          <h4>{t("trace.crash.recent")}</h4>
          <div className="allocations__recent">
            <AllocationTable
              label={t("trace.crash.recent")}
              allocations={recent.latest}
              untilMillis={crash.atMillis}
            />
          </div>
        </>
      )}
    </div>
  );
}

function CrashGoroutines({
  goroutines,
}: Pick<CrashView, "goroutines">): ReactElement {
  const t = useMessage();
  const columns = useMemo(
    (): readonly TableColumn<CrashView["goroutines"][number]>[] => [
      {
        id: "id",
        title: t("trace.column.goroutine"),
        width: "88px",
        align: "end",
        render: ({ id }) => String(id),
      },
      {
        id: "state",
        title: t("trace.column.state"),
        width: "200px",
        render: ({ state }) => state,
      },
      {
        id: "function",
        title: t("trace.column.place"),
        width: "minmax(240px, 1fr)",
        render: (row) => <GoName name={row.function} />,
      },
    ],
    [t],
  );
  return (
    <VirtualTable
      label={t("panel.goroutines")}
      columns={columns}
      rows={goroutines}
      rowKey={({ id }) => String(id)}
      onSelect={(row) => selectFunction(row.function)}
    />
  );
}

function Crashed({
  goroutine,
}: {
  readonly goroutine: CrashGoroutine;
}): ReactElement {
  const t = useMessage();
  return (
    <>
      <h4>{t("trace.crash.goroutine", { id: goroutine.id })}</h4>
      <ol className="allocations__frames">
        {goroutine.frames.map((frame, index) => (
          <li key={index}>
            <FrameButton frame={frame} />
          </li>
        ))}
      </ol>
      {goroutine.defers.length === 0 ? null : (
        <>
          <h4>{t("trace.crash.defers")}</h4>
          <ul className="allocations__frames">
            {goroutine.defers.map((item, index) => (
              <li key={index}>
                <GoName name={item.function ?? "?"} characters={80} />{" "}
                <span className="muted">{placeLine(item.file, item.line)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function FrameButton({
  frame,
}: {
  readonly frame: GoroutineFrame;
}): ReactElement {
  return (
    <button
      type="button"
      className="allocations__frame"
      title={`${frame.file}:${frame.line}`}
      onClick={() => selectFunction(frame.function)}
    >
      <GoName name={frame.function} characters={80} />{" "}
      <span className="muted">{placeLine(frame.file, frame.line)}</span>
    </button>
  );
}

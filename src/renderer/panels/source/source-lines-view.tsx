// Where the file was found, what speaks against it, its lines, and what the compiler says of the one that is picked.

import {
  useMemo,
  useState,
  type KeyboardEvent,
  type ReactElement,
} from "react";
import type { EscapeReport } from "../../../core/pprof/source-escapes.ts";
import type { SourceView } from "../../../core/pprof/source-text.ts";
import { trivet } from "../../bridge.ts";
import { useMessage } from "../../state/use-message.ts";
import { copyName } from "../../ui/copy-name.ts";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { VirtualTable } from "../../ui/virtual-table.tsx";
import { EscapeBar, LineNotes } from "./escape-notes.tsx";
import { sourceColumns } from "./source-columns.tsx";
import { SourceHead } from "./source-head.tsx";
import {
  heaviestLine,
  longestText,
  notesByLine,
  sourceRows,
  type SourceRow,
} from "./source-model.ts";

export type SourceQuery = Parameters<typeof trivet.source.escapes>[0];

const noNotes: EscapeReport["notes"] = [];

export function SourceLinesView({
  view,
  query,
  isChange,
  snapshotMillis,
  onMap,
}: {
  readonly view: SourceView;
  readonly query: SourceQuery;
  /** The values are of a difference. */
  readonly isChange: boolean;
  readonly snapshotMillis: number;
  readonly onMap: () => void;
}): ReactElement {
  const t = useMessage();
  const [picked, setPicked] = useState<number | null>(null);
  /** The question as it stood when it was asked: filters do not change what the compiler says. */
  const [asked, setAsked] = useState<SourceQuery | null>(null);
  const load = useMemo(
    () =>
      asked === null
        ? null
        : (signal: AbortSignal) => trivet.source.escapes(asked, { signal }),
    [asked],
  );
  const escapes = useCancelableReply(load, view.file);
  const report = escapes.value;
  const notes = useMemo(() => notesByLine(report?.notes ?? noNotes), [report]);
  const rows = useMemo(() => sourceRows(view, notes), [view, notes]);
  const columns = useMemo(
    () =>
      sourceColumns(
        {
          unit: view.sampleType.unit,
          isChange,
          hasNotes: report !== null,
          characters: longestText(rows),
        },
        t,
      ),
    [view, isChange, report, rows, t],
  );
  const line = picked ?? heaviestLine(view);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "c" || event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (event.target instanceof HTMLInputElement || line === null) return;
    const path = view.text.status === "found" ? view.text.path : view.file;
    void copyName(`${path}:${line}`);
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="source" onKeyDown={onKeyDown}>
      <SourceHead
        view={view}
        isChange={isChange}
        snapshotMillis={snapshotMillis}
        onMap={onMap}
      />
      {view.text.status === "missing" ? null : (
        <EscapeBar
          escapes={escapes}
          isAsked={asked !== null && !escapes.isCancelled}
          targetGoVersion={view.targetGoVersion}
          onAsk={() => {
            if (escapes.isCancelled || escapes.status === "failed")
              escapes.retry();
            setAsked(query);
          }}
        />
      )}
      <div className="source__body">
        <VirtualTable<SourceRow>
          label={t("source.label", { file: view.file })}
          columns={columns}
          rows={rows}
          rowKey={(row) => String(row.line)}
          selectedKey={line === null ? null : String(line)}
          onSelect={(row) => setPicked(row.line)}
          centers
          testId="source-lines"
        />
        {report === null || line === null ? null : (
          <LineNotes line={line} notes={notes.get(line) ?? noNotes} />
        )}
      </div>
    </div>
  );
}

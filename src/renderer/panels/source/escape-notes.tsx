// Why something is on the heap: asked for with its price, given up at will, shown for the line that is picked.

import type { ReactElement } from "react";
import type {
  EscapeNote,
  EscapeReport,
} from "../../../core/pprof/source-escapes.ts";
import { useMessage } from "../../state/use-message.ts";
import { Button } from "../../ui/button.tsx";
import { InlineError } from "../../ui/error-state.tsx";
import { Progress } from "../../ui/progress.tsx";
import type { CancelableLoaded } from "../../ui/use-cancelable-reply.ts";

export function EscapeBar({
  escapes,
  isAsked,
  targetGoVersion,
  onAsk,
}: {
  readonly escapes: CancelableLoaded<EscapeReport>;
  readonly isAsked: boolean;
  readonly targetGoVersion: string | null;
  readonly onAsk: () => void;
}): ReactElement {
  const t = useMessage();
  const report = escapes.value;
  if (isAsked && escapes.status === "loading")
    return (
      <div className="source__why">
        <Progress label={t("source.why.running")} onCancel={escapes.cancel} />
      </div>
    );
  if (escapes.status === "failed" && escapes.error !== null && isAsked)
    return (
      <div className="source__why">
        <InlineError error={escapes.error} onRetry={escapes.retry} />
      </div>
    );
  if (report === null || !isAsked)
    return (
      <div className="source__why">
        <Button data-testid="source-why" onClick={onAsk}>
          {t("source.why")}
        </Button>
        <span className="source__place">{t("source.why.cost")}</span>
      </div>
    );
  return (
    <div className="source__why" data-testid="source-why-done">
      <span>
        {report.notes.length === 0
          ? t("source.why.none")
          : t("source.why.done", {
              count: report.notes.length,
              version: report.goVersion,
              took: report.tookMs,
            })}
      </span>
      <span className="source__place">
        {t("source.why.command", { command: report.command })}
      </span>
      {targetGoVersion === null ||
      targetGoVersion === report.goVersion ? null : (
        <span className="source__warning">
          {t("source.why.otherGo", { target: targetGoVersion })}
        </span>
      )}
      {report.isCut ? (
        <span className="source__warning">{t("source.why.cut")}</span>
      ) : null}
    </div>
  );
}

export function LineNotes({
  line,
  notes,
}: {
  readonly line: number;
  readonly notes: readonly EscapeNote[];
}): ReactElement {
  const t = useMessage();
  const title =
    notes.length === 0
      ? t("source.why.line.none", { line })
      : t("source.why.line", { line });
  return (
    <section
      className="source__notes"
      aria-label={title}
      data-testid="source-notes"
      tabIndex={0}
    >
      <h2 className="source__notes-title">{title}</h2>
      {notes.map((note) => (
        <div key={`${note.column} ${note.text}`}>
          <p className="source__note-head">
            {t(`source.kind.${note.kind}`)}:{" "}
            <span className="mono">{note.text}</span>
          </p>
          {note.reasons.length === 0 ? null : (
            <pre className="source__reasons">{note.reasons.join("\n")}</pre>
          )}
        </div>
      ))}
    </section>
  );
}

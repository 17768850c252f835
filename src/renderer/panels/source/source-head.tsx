// Above the lines: what they are of, where the text is from, and every reason to doubt it or to do without.

import type { ReactElement } from "react";
import type {
  FoundSource,
  MissingSource,
  SourceView,
} from "../../../core/pprof/source-text.ts";
import { useMessage } from "../../state/use-message.ts";
import { Button } from "../../ui/button.tsx";
import { GoName } from "../../ui/go-name.tsx";
import {
  formatChange,
  formatSample,
  formatShare,
} from "../../ui/sample-value.ts";
import { sourceWarnings } from "./source-model.ts";

/** More would fill the window. */
const mostTried = 6;

export function SourceHead({
  view,
  isChange,
  snapshotMillis,
  onMap,
}: {
  readonly view: SourceView;
  readonly isChange: boolean;
  readonly snapshotMillis: number;
  readonly onMap: () => void;
}): ReactElement {
  const t = useMessage();
  const { text } = view;
  const { unit } = view.sampleType;
  return (
    <header className="source__head">
      <div className="source__what">
        <strong className="source__name" data-testid="source-function">
          <GoName name={view.function} />
        </strong>
        {text.status === "found" ? <Place text={text} /> : null}
        <span data-testid="source-amounts">
          {(["flat", "cum"] as const)
            .map((which) =>
              t(`callers.${which}`, {
                value: (isChange ? formatChange : formatSample)(
                  view[which],
                  unit,
                ),
                share: formatShare(view[which], view.total),
              }),
            )
            .join(" · ")}
        </span>
      </div>
      {text.status === "found" ? null : (
        <Missing file={view.file} text={text} onMap={onMap} />
      )}
      {sourceWarnings(view, snapshotMillis).map((warning) => (
        <p key={warning.id} className="source__warning">
          {warning.id === "otherGo"
            ? t("source.otherGo", {
                here: warning.here,
                target: warning.target,
              })
            : t(`source.${warning.id}`)}
        </p>
      ))}
      {text.status === "found" && text.lines.length < text.lineCount ? (
        <p className="source__place">
          {t("source.part", {
            from: text.firstLine,
            to: text.firstLine + text.lines.length - 1,
            all: text.lineCount,
          })}
        </p>
      ) : null}
    </header>
  );
}

function Place({ text }: { readonly text: FoundSource }): ReactElement {
  const t = useMessage();
  // The name first: what is cut off is the end.
  const place = t("source.found", {
    name: text.path.slice(text.path.lastIndexOf("/") + 1),
    path: text.path,
    origin: t(`source.origin.${text.origin}`),
  });
  return (
    <span className="source__place" data-testid="source-place" title={place}>
      {place}
    </span>
  );
}

function Missing({
  file,
  text,
  onMap,
}: {
  readonly file: string;
  readonly text: MissingSource;
  readonly onMap: () => void;
}): ReactElement {
  const t = useMessage();
  // A mapping helps where a file was looked for.
  const canMap = text.reason === "not-found" || text.tried.length > 0;
  return (
    <div className="source__missing" role="status" data-testid="source-missing">
      <p>
        {text.reason === "no-file"
          ? t("source.missing.no-file")
          : t(`source.missing.${text.reason}`, { file })}{" "}
        {canMap ? t("source.missing.how") : null}
      </p>
      {text.tried.length === 0 ? null : (
        <p className="source__place">
          {t("source.tried", {
            paths: text.tried.slice(0, mostTried).join(", "),
          })}
        </p>
      )}
      {canMap ? (
        <Button tone="primary" onClick={onMap}>
          {t("source.mappings")}
        </Button>
      ) : null}
      <p>{t("source.missing.values")}</p>
    </div>
  );
}

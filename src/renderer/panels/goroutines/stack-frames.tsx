// A goroutine's stack, leaf first; picking a frame picks its function everywhere.

import type { ReactElement } from "react";
import type { Stack } from "../../../core/goroutines/goroutine-dump.ts";
import { useMessage } from "../../state/use-message.ts";
import { selectFunction, useView } from "../../state/view-store.ts";

export function StackFrames({
  stack,
  args = [],
}: {
  readonly stack: Stack;
  /** Parallel to the frames; empty where they are not told. */
  readonly args?: readonly string[];
}): ReactElement {
  const t = useMessage();
  const selected = useView((view) => view.selectedFunction);
  const { frames, elided } = stack;
  return (
    <ol className="goroutines__frames" aria-label={t("goroutines.frames")}>
      {frames.map((frame, at) => (
        <li key={at}>
          <button
            type="button"
            className="goroutines__frame"
            aria-pressed={frame.function === selected}
            onClick={() => selectFunction(frame.function)}
          >
            {frame.function}
            {args[at] === undefined ? null : (
              <span className="muted">({args[at]})</span>
            )}{" "}
            <span className="muted">
              {frame.file}
              {frame.line === 0 ? "" : `:${frame.line}`}
            </span>
          </button>
          {elided?.after === at + 1 ? (
            <p className="muted">{t("goroutines.elided")}</p>
          ) : null}
        </li>
      ))}
    </ol>
  );
}

// What one level or gap is, what it is not, who said so, and for a stack its frames.

import type { ReactElement } from "react";
import type { MemoryReconciliation } from "../../../core/investigation/reconcile-target.ts";
import { formatBytes, formatCount } from "../../../core/format/quantity.ts";
import { useMessage } from "../../state/use-message.ts";
import { selectFunction, useView } from "../../state/view-store.ts";
import { whyNegative, type WaterfallRow } from "./waterfall-model.ts";

export function WaterfallDetails({
  row,
  view,
}: {
  readonly row: WaterfallRow;
  readonly view: MemoryReconciliation;
}): ReactElement {
  const t = useMessage();
  const { step, stack, functionName } = row;
  const why = whyNegative(row);
  const rate = formatBytes(view.sampleRateBytes ?? 0);
  return (
    <>
      <h2 className="waterfall__heading">
        {functionName ?? t(`waterfall.${step.id}`)}
      </h2>
      <p className="waterfall__exact">
        {t("waterfall.exact", { bytes: formatCount(step.bytes) })}
      </p>
      <dl className="waterfall__words">
        {why === null ? null : (
          <>
            <dt>{t("waterfall.negative")}</dt>
            <dd>{t(why)}</dd>
          </>
        )}
        <dt>{t("waterfall.what")}</dt>
        <dd>{t(`waterfall.${step.id}.what`, { rate })}</dd>
        <dt>{t("waterfall.not")}</dt>
        <dd>{t(`waterfall.${step.id}.not`)}</dd>
        <dt>{t("waterfall.column.source")}</dt>
        <dd>{t(`waterfall.source.${step.source}.long`)}</dd>
      </dl>
      {stack === null ? null : <StackFacts stack={stack} />}
    </>
  );
}

function StackFacts({
  stack,
}: {
  readonly stack: NonNullable<WaterfallRow["stack"]>;
}): ReactElement {
  const t = useMessage();
  const selected = useView((view) => view.selectedFunction);
  const { low, high } = stack.range;
  return (
    <>
      <p>
        {t("waterfall.objects", { count: stack.objects })}
        {". "}
        {t("waterfall.range", {
          low: formatBytes(low),
          high: formatBytes(high),
        })}
      </p>
      <ol
        className="waterfall__frames"
        aria-label={t("waterfall.stack-frames")}
      >
        {stack.frames.map((frame, at) => (
          <li key={at}>
            <button
              type="button"
              className="waterfall__frame"
              aria-pressed={frame.function === selected}
              onClick={() => selectFunction(frame.function)}
            >
              {frame.function}{" "}
              <span className="muted">
                {frame.file}
                {frame.line === 0 ? "" : `:${frame.line}`}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </>
  );
}

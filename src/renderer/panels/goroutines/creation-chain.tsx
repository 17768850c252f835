// Who created a goroutine, who created that one, and so on while the snapshot knows.

import type { ReactElement } from "react";
import type { CreationStep } from "../../../core/goroutines/browser-views.ts";
import { useMessage } from "../../state/use-message.ts";
import { selectFunction } from "../../state/view-store.ts";

export function CreationChain({
  of,
  chain,
}: {
  readonly of: number;
  readonly chain: readonly CreationStep[];
}): ReactElement {
  const t = useMessage();
  const parent = (step: CreationStep): string => {
    if (step.parent === null) return t("goroutines.chain.unknown");
    return step.parentState === null
      ? t("goroutines.chain.ended", { id: step.parent })
      : t("goroutines.chain.parent", {
          id: step.parent,
          state: step.parentState,
        });
  };
  return (
    <section>
      <h2>{t("goroutines.chain", { id: of })}</h2>
      <ol className="goroutines__chain">
        {chain.map((step, at) => (
          <li key={at}>
            <button
              type="button"
              className="goroutines__value goroutines__link mono"
              onClick={() => selectFunction(step.frame.function)}
            >
              {t("goroutines.chain.by", { function: step.frame.function })}
            </button>{" "}
            <span className="muted">{parent(step)}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

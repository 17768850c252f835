// Totals, and what has to be known about the snapshots before their numbers are believed.

import type { ReactElement } from "react";
import type { BrowserView } from "../../../core/goroutines/browser-views.ts";
import { useMessage } from "../../state/use-message.ts";

export function GoroutineFacts({
  view,
}: {
  readonly view: BrowserView;
}): ReactElement {
  const t = useMessage();
  const { followed, before, facts, damage } = view;
  const params = { count: view.selected, groups: view.groups };
  return (
    <p className="goroutines__facts" role="status">
      <span>
        {before === null
          ? t("goroutines.totals", params)
          : t("goroutines.totals.before", { ...params, before })}
      </span>
      {followed === null ? null : followed.otherProcess > 0 ? (
        <strong className="goroutines__warning">
          {t("goroutines.other-process", { count: followed.otherProcess })}
        </strong>
      ) : (
        <span>{t("goroutines.followed", { ...followed })}</span>
      )}
      {facts.states ? null : <span>{t("goroutines.counted-only")}</span>}
      {damage.length === 0 ? null : (
        <strong className="goroutines__warning">
          {t("goroutines.damage")}
        </strong>
      )}
    </p>
  );
}

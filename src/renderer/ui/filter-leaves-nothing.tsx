// Nothing is left behind the filters: that is no fact about the profile, and one press takes them away.

import type { ReactElement } from "react";
import { activeFilters, withoutFilters } from "../../core/pprof/lens.ts";
import { useMessage } from "../state/use-message.ts";
import { changeLens, currentView, useView } from "../state/view-store.ts";
import { Button } from "./button.tsx";
import { EmptyState } from "./empty-state.tsx";

/** True while there are filters that could be the reason. */
export function useHasFilters(): boolean {
  return useView((view) => activeFilters(view.lens).length > 0);
}

export function FilterLeavesNothing(): ReactElement {
  const t = useMessage();
  return (
    <EmptyState
      title={t("compared.filtered.title")}
      text={t("compared.filtered.text")}
    >
      <Button
        data-testid="clear-filters"
        onClick={() => changeLens(withoutFilters(currentView().lens))}
      >
        {t("command.clearFilters")}
      </Button>
    </EmptyState>
  );
}

/** The same for what is typed into a panel's own field. */
export function SearchLeavesNothing({
  onClear,
}: {
  readonly onClear: () => void;
}): ReactElement {
  const t = useMessage();
  return (
    <EmptyState
      title={t("compared.searched.title")}
      text={t("compared.searched.text")}
    >
      <Button data-testid="clear-search" onClick={onClear}>
        {t("compared.searched.clear")}
      </Button>
    </EmptyState>
  );
}

// In place of a table without a row: why there is none, and one press that mends it.

import type { ReactElement } from "react";
import { assertNever } from "../../../core/result.ts";
import { useMessage } from "../../state/use-message.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import {
  FilterLeavesNothing,
  SearchLeavesNothing,
  useHasFilters,
} from "../../ui/filter-leaves-nothing.tsx";
import { whyNoRows, type NoRows } from "./table-model.ts";
import type { useTopRows } from "./use-top-rows.ts";

/** Null while there are rows, and until the answer is there: rows of before stay, and none is no news yet. */
export function useNoRows(
  top: ReturnType<typeof useTopRows>,
  shown: number,
): NoRows | null {
  const hasFilters = useHasFilters();
  if (top.value === null || top.status === "loading") return null;
  return whyNoRows({ all: top.value.rows.length, shown, hasFilters });
}

export function WithoutRows({
  why,
  onClearSearch,
}: {
  readonly why: NoRows;
  readonly onClearSearch: () => void;
}): ReactElement {
  const t = useMessage();
  switch (why) {
    case "filters":
      return <FilterLeavesNothing />;
    case "search":
      return <SearchLeavesNothing onClear={onClearSearch} />;
    case "no-samples":
      return (
        <EmptyState
          title={t("failure.profile-empty")}
          text={t("error.profile-empty")}
        />
      );
    default:
      return assertNever(why, "a reason without words");
  }
}

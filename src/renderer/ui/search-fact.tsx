// What a search found, beside its field: how many functions, and how much goes through them.

import type { ReactElement } from "react";
import { useMessage } from "../state/use-message.ts";
import { FailureFact } from "./error-state.tsx";
import { formatExactSample, formatShare } from "./sample-value.ts";
import type { ProfileSearch } from "./use-profile-search.ts";

export function SearchFact({
  search: { result, invalid },
}: {
  readonly search: ProfileSearch;
}): ReactElement | null {
  const t = useMessage();
  if (invalid !== null)
    return (
      <span className="toolbar__fact toolbar__fact--wrong" role="status">
        <strong>{t("failure.expression-invalid")}</strong>{" "}
        <FailureFact error={{ code: "expression-invalid", message: invalid }} />
      </span>
    );
  if (result === null) return null;
  const { unit } = result.sampleType;
  return (
    <span
      className="toolbar__fact"
      role="status"
      data-testid="search-fact"
      title={`${formatExactSample(result.matched, unit)} / ${formatExactSample(result.total, unit)}`}
    >
      {result.places === 0
        ? t("flame.search.nothing")
        : t("flame.search.found", {
            places: result.places,
            share: formatShare(result.matched, result.total),
          })}
    </span>
  );
}

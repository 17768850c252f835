// For panels about one function while none is picked, or while the picked one is not in the snapshot: says so, and
// offers functions to begin with.

import { useMemo, type ReactElement } from "react";
import { plainLens, withoutFilters } from "../../core/pprof/lens.ts";
import type { TopTable } from "../../core/pprof/views.ts";
import { trivet } from "../bridge.ts";
import { useMessage } from "../state/use-message.ts";
import { useReply } from "../state/use-reply.ts";
import { changeLens, selectFunction, useView } from "../state/view-store.ts";
import { Button } from "./button.tsx";
import { EmptyState } from "./empty-state.tsx";
import { shortenGoName } from "./go-name-text.ts";
import { formatShare } from "./sample-value.ts";

const suggestions = 6;
const longestName = 60;

/** Functions with the most of their own: nearly everything has the root's cum. */
export function suggestedFunctions(
  table: TopTable,
): readonly { readonly name: string; readonly share: string }[] {
  return table.rows
    .filter(({ flat }) => flat !== 0)
    .slice(0, suggestions)
    .map(({ name, flat }) => ({ name, share: formatShare(flat, table.total) }));
}

export function PickFunction({
  snapshotId,
  sampleType,
  absent,
}: {
  readonly snapshotId: string;
  readonly sampleType: string | null;
  /** The picked function, which is not there; null = none is picked. */
  readonly absent: string | null;
}): ReactElement {
  const t = useMessage();
  const lens = useView((view) => view.lens);
  const load = useMemo(
    () =>
      sampleType === null
        ? null
        : (signal: AbortSignal) =>
            trivet.profile.top(
              {
                subject: { kind: "single", id: snapshotId },
                sampleType,
                lens: plainLens,
                cum: false,
              },
              { signal },
            ),
    [snapshotId, sampleType],
  );
  const { value: table } = useReply(load);
  const hasFilters = Object.values(lens.filters).some((text) => text !== "");
  return (
    <EmptyState
      title={
        absent === null
          ? t("relations.pick.title")
          : t("relations.absent.title", {
              name: shortenGoName(absent, longestName),
            })
      }
      text={t(
        absent === null ? "relations.pick.text" : "relations.absent.text",
      )}
    >
      {absent !== null && hasFilters ? (
        <Button tone="primary" onClick={() => changeLens(withoutFilters(lens))}>
          {t("relations.absent.filters")}
        </Button>
      ) : null}
      {table === null
        ? null
        : suggestedFunctions(table).map(({ name, share }) => (
            <Button
              key={name}
              title={name}
              data-testid="suggested-function"
              onClick={() => selectFunction(name)}
            >
              {t("relations.suggestion", {
                name: shortenGoName(name, longestName),
                share,
              })}
            </Button>
          ))}
    </EmptyState>
  );
}

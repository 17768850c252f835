// The goroutines as a flame graph in which each weighs one, rooted in the groups that the list has.

import { useMemo, useRef, type ReactElement } from "react";
import { plainLens } from "../../../core/pprof/lens.ts";
import { asTyped, ignoringCase } from "../../../core/pprof/search-text.ts";
import { trivet } from "../../bridge.ts";
import { FlameGraph } from "../../canvas/flame-graph.tsx";
import { minFraction } from "../../canvas/flame-index.ts";
import { useMessage } from "../../state/use-message.ts";
import { selectFunction, useView } from "../../state/view-store.ts";
import { copyName } from "../../ui/copy-name.ts";
import { ReadState } from "../../ui/read-state.tsx";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { tagRootOf } from "./goroutines-model.ts";
import type { BrowsedSubject } from "./browsed-subject.ts";

export function GoroutineFlame({
  subject,
  path,
  onZoom,
}: {
  readonly subject: BrowsedSubject;
  readonly path: readonly string[];
  readonly onZoom: (path: readonly string[]) => void;
}): ReactElement {
  const t = useMessage();
  const host = useRef<HTMLDivElement>(null);
  const selectedFunction = useView((view) => view.selectedFunction);
  const { snapshotId, beforeId, search, levels } = subject;
  const flame = useCancelableReply(
    useMemo(
      () => async (signal: AbortSignal) => {
        const reply = await trivet.profile.flame(
          {
            subject:
              beforeId === null
                ? { kind: "single", id: snapshotId }
                : {
                    kind: "comparison",
                    before: beforeId,
                    after: snapshotId,
                    mode: "diff-base",
                    normalize: false,
                  },
            lens: {
              ...plainLens,
              filters: {
                ...plainLens.filters,
                focus: search === "" ? "" : ignoringCase(search),
              },
            },
            tagRoot: [...tagRootOf(levels)],
            minFraction,
            zoom: [...path],
          },
          { signal },
        );
        if (reply.ok) return reply;
        const { error } = reply;
        const said = asTyped(error.message, search);
        return { ...reply, error: { ...error, message: said } };
      },
      [snapshotId, beforeId, search, levels, path],
    ),
    JSON.stringify([snapshotId, beforeId, search, levels]),
  );
  return (
    <div ref={host} className="goroutines__flame">
      <ReadState
        reads={[flame]}
        loading={t("goroutines.loading")}
        cancelled={flame.isCancelled}
        onCancel={flame.cancel}
      >
        {flame.value === null ? null : (
          <FlameGraph
            view={flame.value}
            label={t("flame.label", { type: t("profile.type.goroutine") })}
            path={path}
            onZoom={onZoom}
            search={null}
            selectedFunction={selectedFunction}
            onSelect={selectFunction}
            onSearchKey={() =>
              host.current
                ?.closest(".panel")
                ?.querySelector<HTMLInputElement>('input[type="search"]')
                ?.focus()
            }
            onCopy={(name) => void copyName(name)}
          />
        )}
      </ReadState>
    </div>
  );
}

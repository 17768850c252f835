// The selected function between its callers, above it, and its callees, below it. The menu of a frame in either half puts
// that function in the middle.

import { useEffect, useMemo, useState, type ReactElement } from "react";
import type { SandwichView } from "../../../core/pprof/sandwich.ts";
import { trivet } from "../../bridge.ts";
import { FlameGraph } from "../../canvas/flame-graph.tsx";
import { minFraction } from "../../canvas/flame-index.ts";
import { markFound } from "../../canvas/flame-search.ts";
import { useMessage } from "../../state/use-message.ts";
import {
  changeFlame,
  selectFunction,
  useView,
} from "../../state/view-store.ts";
import { Button } from "../../ui/button.tsx";
import { copyName } from "../../ui/copy-name.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ReadState } from "../../ui/read-state.tsx";
import { formatSample } from "../../ui/sample-value.ts";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { giveUpOne, type FlamePicture } from "./flame-picture.ts";
import "./sandwich.css";

export function Sandwich(props: FlamePicture): ReactElement {
  const { snapshotId: id, summary, sampleType, onView } = props;
  const t = useMessage();
  const lens = useView((view) => view.lens);
  const selected = useView((view) => view.selectedFunction);
  const query = useMemo(
    () =>
      sampleType === null || selected === null
        ? null
        : ({
            subject: { kind: "single", id },
            sampleType,
            lens,
            function: selected,
            minFraction,
          } as const),
    [id, sampleType, lens, selected],
  );
  const read = useCancelableReply(
    useMemo(
      () =>
        query === null
          ? null
          : (signal: AbortSignal) => trivet.profile.sandwich(query, { signal }),
      [query],
    ),
    JSON.stringify(query),
  );
  const view = selected === null ? null : read.value;
  useEffect(() => onView(view?.callees ?? null), [view, onView]);
  const leave = (
    <Button onClick={() => changeFlame({ sandwich: false })}>
      {t("flame.label.whole")}
    </Button>
  );
  if (selected === null)
    return (
      <EmptyState title={t("flame.sandwich")} text={t("flame.sandwich.none")}>
        {leave}
      </EmptyState>
    );
  return (
    <ReadState
      reads={[summary, read]}
      loading={t("profile.loading")}
      cancelled={read.isCancelled}
      onCancel={read.cancel}
    >
      {view === null ? null : view.callees.total === 0 ? (
        <EmptyState
          title={t("flame.sandwich.absent", { name: view.function })}
          text={t("flame.sandwich.absent.text")}
        >
          {leave}
        </EmptyState>
      ) : (
        // By function: what was zoomed and focused in another one's halves is not in these.
        <Halves key={view.function} {...props} sandwich={view} />
      )}
    </ReadState>
  );
}

function Halves({
  sandwich,
  found,
  actions,
  onSearchKey,
}: FlamePicture & { readonly sandwich: SandwichView }): ReactElement {
  return (
    <div className="sandwich" data-testid="sandwich">
      {(["callers", "callees"] as const).map((side) => (
        <Half key={side} {...{ sandwich, side, found, actions, onSearchKey }} />
      ))}
    </div>
  );
}

function Half({
  sandwich,
  side,
  found,
  actions,
  onSearchKey,
}: Pick<FlamePicture, "found" | "actions" | "onSearchKey"> & {
  readonly sandwich: SandwichView;
  readonly side: "callers" | "callees";
}): ReactElement {
  const t = useMessage();
  const [path, setPath] = useState<readonly string[]>([]);
  const view = sandwich[side];
  const { unit } = view.sampleType;
  const search = useMemo(
    () => (found === null ? null : markFound(view, found)),
    [view, found],
  );
  return (
    <div className="sandwich__half" data-testid={`sandwich-${side}`}>
      <FlameGraph
        view={view}
        label={t(`flame.sandwich.${side}`, { name: sandwich.function })}
        orientation={side === "callers" ? "flame" : "icicle"}
        path={path}
        onZoom={setPath}
        search={search}
        selectedFunction={sandwich.function}
        // A click looks closer at a frame; its menu puts its function in the middle.
        onSelect={() => undefined}
        onSearchKey={onSearchKey}
        onCopy={(name) => void copyName(name)}
        actions={{ ...actions, sandwich: selectFunction }}
        onEscape={giveUpOne}
        rootIsFunction
        caption={`${t(`flame.sandwich.${side}`, { name: sandwich.function })} · ${t("profile.total", { total: formatSample(view.total, unit) })}`}
      />
    </div>
  );
}

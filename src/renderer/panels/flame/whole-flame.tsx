// All stacks of a snapshot from the root, at the zoom that is shown; and without zoom for the strip above.

import { useEffect, useMemo, useRef, type ReactElement } from "react";
import type { FlameSettings } from "../../../core/investigation/view-state.ts";
import { trivet } from "../../bridge.ts";
import { FlameGraph } from "../../canvas/flame-graph.tsx";
import { existingPath, minFraction } from "../../canvas/flame-index.ts";
import { markFound } from "../../canvas/flame-search.ts";
import { useMessage } from "../../state/use-message.ts";
import { useReply } from "../../state/use-reply.ts";
import { selectFunction, useView } from "../../state/view-store.ts";
import { copyName } from "../../ui/copy-name.ts";
import { ReadState } from "../../ui/read-state.tsx";
import { sampleTypeTitle } from "../../ui/sample-type-select.tsx";
import { useCancelableReply } from "../../ui/use-cancelable-reply.ts";
import { giveUpOne, type FlamePicture } from "./flame-picture.ts";

/** In the strip, narrower frames are less than a pixel. */
const stripFraction = 1 / 1920;

export interface WholeFlameProps extends FlamePicture {
  readonly orientation: FlameSettings["orientation"];
  readonly path: readonly string[];
  readonly onZoom: (path: readonly string[]) => void;
}

export function WholeFlame(props: WholeFlameProps): ReactElement {
  const { snapshotId: id, summary, sampleType, found, path } = props;
  const t = useMessage();
  const lens = useView((view) => view.lens);
  const selected = useView((view) => view.selectedFunction);
  const query = useMemo(
    () =>
      sampleType === null
        ? null
        : ({ subject: { kind: "single", id }, sampleType, lens } as const),
    [id, sampleType, lens],
  );
  const flame = useCancelableReply(
    useMemo(
      () =>
        query === null
          ? null
          : (signal: AbortSignal) =>
              trivet.profile.flame(
                { ...query, minFraction, zoom: [...path] },
                { signal },
              ),
      [query, path],
    ),
    JSON.stringify(query),
  );
  const isZoomed = path.length > 0;
  const whole = useReply(
    useMemo(
      () =>
        query === null || !isZoomed
          ? null
          : (signal: AbortSignal) =>
              trivet.profile.flame(
                { ...query, minFraction: stripFraction, zoom: [] },
                { signal },
              ),
      [query, isZoomed],
    ),
  );
  const view = flame.value;
  const { onView, onZoom } = props;
  useEffect(() => onView(view), [view, onView]);
  // Another snapshot may lack the zoomed stack for once; a filter that took it away has ended the zoom.
  const seenThrough = useRef(lens);
  useEffect(() => {
    if (view === null || flame.status !== "ready") return;
    if (seenThrough.current === lens) return;
    seenThrough.current = lens;
    const left = existingPath(view, path);
    if (left.length < path.length) onZoom(left);
  }, [view, flame.status, lens, path, onZoom]);
  const search = useMemo(
    () => (view === null || found === null ? null : markFound(view, found)),
    [view, found],
  );
  return (
    <ReadState
      reads={[summary, flame]}
      loading={t("profile.loading")}
      cancelled={flame.isCancelled}
      onCancel={flame.cancel}
    >
      {view === null ? null : (
        <FlameGraph
          view={view}
          whole={whole.value}
          label={t(
            props.orientation === "icicle" ? "flame.label" : "flame.label.up",
            { type: sampleTypeTitle(view.sampleType.type, t) },
          )}
          orientation={props.orientation}
          path={path}
          onZoom={onZoom}
          search={search}
          selectedFunction={selected}
          onSelect={selectFunction}
          onSearchKey={props.onSearchKey}
          onCopy={(name) => void copyName(name)}
          actions={props.actions}
          onEscape={giveUpOne}
        />
      )}
    </ReadState>
  );
}

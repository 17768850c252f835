// A function over the snapshots, as a small line: whether it grew, before anybody compares two of them.

import { useEffect, useMemo, type ReactElement } from "react";
import type { Reply } from "../../contract/define.ts";
import { trivet } from "../bridge.ts";
import {
  useFunctionSeriesStore,
  type NamedSeries,
} from "../state/function-series-store.ts";
import { useSnapshots } from "../state/investigation-store.ts";
import { useMessage } from "../state/use-message.ts";
import { useReply } from "../state/use-reply.ts";
import { useView } from "../state/view-store.ts";
import { formatSample } from "../ui/sample-value.ts";
import { useSettled } from "../ui/use-settled.ts";
import { sparklineOf } from "./inspector-model.ts";

const box = { width: 200, height: 40 };
/** Room for the line's own width and the mark. */
const margin = 4;
/** A walk through many functions reads the snapshots of the one where it stops. */
const settleMs = 400;

export function FunctionOverTime({
  name,
  snapshotId,
}: {
  readonly name: string;
  readonly snapshotId: string;
}): ReactElement | null {
  const t = useMessage();
  const sampleType = useView((view) => view.sampleType);
  const lens = useView((view) => view.lens);
  const snapshots = useSnapshots().length;
  const wanted = useMemo(
    () => ({ name, snapshotId, sampleType, lens, snapshots }),
    [name, snapshotId, sampleType, lens, snapshots],
  );
  const settled = useSettled(wanted, settleMs);
  const load = useMemo(
    () =>
      async (signal: AbortSignal): Promise<Reply<NamedSeries>> => {
        const { name: of, sampleType: type, ...query } = settled;
        const reply = await trivet.profile.functionSeries(
          {
            snapshotId: query.snapshotId,
            lens: query.lens,
            function: of,
            ...(type === null ? {} : { sampleType: type }),
          },
          { signal },
        );
        return reply.ok
          ? { ok: true, value: { of, series: reply.value } }
          : reply;
      },
    [settled],
  );
  const { value: named } = useReply(load);
  useEffect(() => {
    useFunctionSeriesStore.setState({ named });
    return () => useFunctionSeriesStore.setState({ named: null });
  }, [named]);
  // What was read before stays while more is read, but never under another function's name.
  const series = named?.of === name ? named.series : null;
  const line = useMemo(
    () => (series === null ? null : sparklineOf(series, snapshotId, box)),
    [series, snapshotId],
  );
  if (series === null || line === null || line.path === "") return null;
  const { unit } = series.sampleType;
  const text = t("inspector.overTime.text", {
    count: series.points.length,
    first: formatSample(line.first, unit),
    last: formatSample(line.last, unit),
  });
  return (
    <figure className="inspector__series" data-testid="function-series">
      <h2>{t("inspector.overTime")}</h2>
      <svg
        role="img"
        aria-label={text}
        viewBox={`${-margin} ${-margin} ${box.width + 2 * margin} ${box.height + 2 * margin}`}
      >
        <path d={line.path} />
        {line.mark === null ? null : (
          <circle cx={line.mark.x} cy={line.mark.y} r="3" />
        )}
      </svg>
      <figcaption>
        {text}{" "}
        {series.left === 0
          ? null
          : t("inspector.overTime.left", { left: series.left })}
      </figcaption>
    </figure>
  );
}

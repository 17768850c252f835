// `trivet inspect objects`: the heap by type and size, live and garbage.

import { TrivetError } from "../../core/errors.ts";
import { formatBytes } from "../../core/format/quantity.ts";
import {
  buildHistogram,
  type HistogramRow,
} from "../../core/object-graph/histogram.ts";
import { parseCommandLine, toJson, type CommandIo } from "../command.ts";
import { printable } from "../printable.ts";
import {
  graphHead,
  graphOptions,
  takeGraph,
  withGraphInspection,
  type TakenGraph,
} from "./inspect-graph.ts";

const shownRows = 40;

export async function runInspectObjects(
  args: readonly string[],
  io: CommandIo,
): Promise<number> {
  const { values, positionals } = parseCommandLine(args, graphOptions);
  if (positionals.length > 0)
    throw new TrivetError("usage", `too much: ${positionals.join(" ")}`);
  const text = await withGraphInspection(values, io, async (inspection) => {
    const result = await takeGraph(inspection, values, io);
    const rows = buildHistogram(result.typed);
    return values.json === true
      ? `${toJson({ schema: "trivet.inspect.objects/1", ...graphHead(result), rows })}\n`
      : formatObjects(result, rows);
  });
  io.stdout(text);
  return 0;
}

function formatObjects(
  { typed }: TakenGraph,
  rows: readonly HistogramRow[],
): string {
  const { objects, bytes, liveObjects, liveBytes } = typed.graph.counts;
  const rest = rows.length - shownRows;
  return [
    "       bytes    objects     each  state    type",
    ...rows
      .slice(0, shownRows)
      .map((row) =>
        [
          String(row.bytes).padStart(12),
          String(row.objects).padStart(10),
          String(row.objectSize).padStart(8),
          ` ${row.isLive ? "live" : "garbage"}`.padEnd(9),
          row.type === ""
            ? `(unknown${row.noscan ? ", no pointers" : ""})`
            : printable(row.type),
        ].join(" "),
      ),
    ...(rest > 0 ? [`… and ${rest} more; --json has all`] : []),
    "",
    `${objects} objects, ${formatBytes(bytes)}; live ${liveObjects}, ${formatBytes(liveBytes)}; garbage ${objects - liveObjects}, ${formatBytes(bytes - liveBytes)}`,
    "",
  ].join("\n");
}

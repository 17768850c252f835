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
  graphUsage,
  takeGraph,
  type TakenGraph,
} from "./inspect-graph.ts";
import { withInspection } from "./inspect-target.ts";

const usage = `
usage: trivet inspect objects (--pid N | --core FILE --exe FILE) [--json]

Counts all objects of the heap by type and size: those that something holds, and garbage that waits to be swept. A
running process is stopped for as long as the copy takes; the price is said before.

${graphUsage}
  --json        {"schema":"trivet.inspect.objects/1","goVersion","approximate","expectedPauseMs","pausedMs","copiedBytes",
                  "unreadableBytes","objects","bytes","liveObjects","liveBytes","pointers","conservativeObjects","rows":[
                  {"type","sizeClass","objectSize","noscan","isLive","objects","bytes"}]}

Types come from variables, from interfaces, and from what larger objects say of themselves (Go 1.22 and later); a type
that is not known is "".
`;

const shownRows = 40;

export async function runInspectObjects(
  args: readonly string[],
  io: CommandIo,
): Promise<number> {
  const { values, positionals } = parseCommandLine(args, graphOptions);
  if (values.help === true) {
    io.stdout(usage.trimStart());
    return 0;
  }
  if (positionals.length > 0)
    throw new TrivetError("usage", `too much: ${positionals.join(" ")}`);
  const text = await withInspection(values, io, async (inspection) => {
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

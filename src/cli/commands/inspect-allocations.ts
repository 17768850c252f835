// `trivet inspect allocations`: the objects that the heap profile sampled and that are still there, one by one, with the
// stacks that allocated them; and which objects have finalizers.

import { TrivetError } from "../../core/errors.ts";
import { formatBytes } from "../../core/format/quantity.ts";
import { formatAddress } from "../../core/go-types/scalar-text.ts";
import {
  encodeAllocations,
  groupObjects,
  inspectAllocations,
  type AllocationReport,
  type SampledObject,
} from "../../services/inspect-allocations.ts";
import { parseCommandLine, toJson, type CommandIo } from "../command.ts";
import { checkOutputFile } from "../output-file.ts";
import { printable } from "../printable.ts";
import { writeProfileFile } from "./inspect-profile-file.ts";
import { targetOptions, withInspection } from "./inspect-target.ts";

const options = {
  ...targetOptions,
  out: { type: "string" },
  overwrite: { type: "boolean" },
} as const;

/** Rows that a terminal shows. */
const shownGroups = 25;
const shownFrames = 4;

export async function runInspectAllocations(
  args: readonly string[],
  io: CommandIo,
): Promise<number> {
  const { values, positionals } = parseCommandLine(args, options);
  if (positionals.length > 0)
    throw new TrivetError(
      "usage",
      `allocations takes no ${JSON.stringify(positionals.join(" "))}`,
    );
  const overwrite = values.overwrite ?? false;
  const out =
    values.out === undefined
      ? null
      : await checkOutputFile(values.out, { overwrite });
  const text = await withInspection(values, io, async (inspection) => {
    const report = await inspectAllocations(inspection, io.signal);
    if (report.rate === 0)
      io.stderr("warning: heap profiling is off (MemProfileRate is 0)\n");
    if (out !== null)
      await writeProfileFile({ path: out, overwrite }, inspection, (header) =>
        encodeAllocations(report, header),
      );
    return values.json === true
      ? `${toJson({ schema: "trivet.inspect.allocations/1", goVersion: inspection.goVersion, ...allocationsJson(report) })}\n`
      : formatAllocations(report);
  });
  io.stdout(text);
  return 0;
}

function allocationsJson({ objects, ...rest }: AllocationReport): object {
  return {
    ...rest,
    objects: objects.map(({ stack, ...object }) => ({
      ...object,
      frames: stack.flatMap(({ pc, frames }) =>
        frames.map((frame) => ({
          function: frame.function,
          file: frame.file,
          line: frame.line,
          pc,
          inlined: frame.isInlined,
        })),
      ),
    })),
  };
}

function formatAllocations(report: AllocationReport): string {
  const groups = groupObjects(report.objects);
  const rows = groups
    .slice(0, shownGroups)
    .map(({ object, count }) =>
      [
        String(count).padStart(8),
        String(object.size).padStart(10),
        formatAddress(object.address).padEnd(16),
        (object.type ?? "?").padEnd(24),
        stackText(object),
      ].join("  "),
    );
  const hidden = groups.length - rows.length;
  const bytes = report.objects.reduce((sum, { size }) => sum + size, 0);
  return [
    " sampled        size  one of them       type                      allocated at",
    ...rows,
    ...(hidden > 0 ? [`… and ${hidden} more; --json or --out have all`] : []),
    "",
    `${report.objects.length} sampled objects still there (${formatBytes(bytes)}), one sample every ${formatBytes(report.rate)}; dead ones that no sweep has found yet are among them`,
    ...finalizerLines(report),
    "",
  ]
    .map(printable)
    .join("\n");
}

function stackText({ stack }: SampledObject): string {
  return stack
    .flatMap(({ frames }) => frames)
    .slice(0, shownFrames)
    .map(({ function: name, line }) => `${name}:${line}`)
    .join(" < ");
}

function finalizerLines({
  finalizers,
  queue,
  specials,
}: AllocationReport): readonly string[] {
  const counts = new Map<string, number>();
  for (const entry of finalizers) {
    const name = `${entry.kind} ${entry.function ?? "?"}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const most = [...counts].sort(([, a], [, b]) => b - a);
  const waiting =
    queue.cleanups === null
      ? `${queue.finalizers} finalizers and cleanups`
      : `${queue.finalizers} finalizers, ${queue.cleanups} cleanups`;
  return [
    `kept of single objects: ${specials.map(({ kind, count }) => `${count} ${kind}`).join(", ") || "nothing"}`,
    ...most
      .slice(0, shownGroups)
      .map(([name, count]) => `${String(count).padStart(8)}  ${name}`),
    `waiting to be run: ${waiting}`,
  ];
}

// What `trivet inspect objects` and `trivet inspect retainers` have in common: the options, the pause with its price, and
// the graph.

import { TrivetError } from "../../core/errors.ts";
import { formatBytes } from "../../core/format/quantity.ts";
import {
  assignTypes,
  type TypedGraph,
} from "../../core/object-graph/assign-types.ts";
import { buildObjectGraph } from "../../core/object-graph/object-graph.ts";
import { TypeTable } from "../../core/object-graph/type-table.ts";
import type { Inspection } from "../../services/inspect.ts";
import { takeHeap, type TakenHeap } from "../../services/object-graph.ts";
import { parseDuration, type CommandIo } from "../command.ts";
import {
  targetOptions,
  withInspection,
  type TargetValues,
} from "./inspect-target.ts";

export const graphOptions = {
  ...targetOptions,
  "no-pause": { type: "boolean" },
  "max-pause": { type: "string" },
} as const;

export interface GraphValues extends TargetValues {
  readonly "no-pause"?: boolean;
  readonly "max-pause"?: string;
}

const usualMaxPauseMs = 5_000;

export interface TakenGraph {
  readonly typed: TypedGraph;
  readonly taken: TakenHeap;
}

/** Where the process can be stopped. Codes: remote-no-pause, and those of `withInspection`. */
export function withGraphInspection<T>(
  values: GraphValues,
  io: CommandIo,
  use: (inspection: Inspection) => Promise<T>,
): Promise<T> {
  if (values.via !== undefined)
    throw new TrivetError(
      "remote-no-pause",
      "a graph is a copy of a heap that stands still, and through a pipe nothing is stopped",
    );
  return withInspection(values, io, use);
}

export async function takeGraph(
  inspection: Inspection,
  values: GraphValues,
  io: CommandIo,
): Promise<TakenGraph> {
  const maxPauseMs = maxPauseOf(values);
  const wantsPause = values["no-pause"] !== true;
  const { SignalPauses } =
    await import("../../node/process-pause/signal-pauses.ts");
  const isLive = inspection.image.kind === "live";
  const taken = await takeHeap(inspection, {
    pauses: wantsPause ? new SignalPauses() : null,
    pid: values.pid === undefined ? null : Number(values.pid),
    maxPauseMs,
    monotonicMillis: () => performance.now(),
    onEstimate: ({ bytes, expectedMs }) => {
      if (isLive && wantsPause)
        io.stderr(
          `copies ${formatBytes(bytes)}: the process is going to stand still for about ${Math.ceil(expectedMs)} ms\n`,
        );
    },
    signal: io.signal,
  });
  if (isLive && wantsPause)
    io.stderr(
      taken.pausedMs === 0
        ? "the process stood still already\n"
        : `it stood still for ${Math.ceil(taken.pausedMs)} ms\n`,
    );
  if (taken.isApproximate)
    io.stderr(
      "warning: the process ran while it was copied: what it changed meanwhile is missing or wrong\n",
    );
  warnOfGaps(taken, io);
  const checkpoint = (): void => io.signal.throwIfAborted();
  const graph = buildObjectGraph(taken.image, { checkpoint });
  const types = new TypeTable(await inspection.debugTypes());
  const typed = assignTypes(graph, types, {
    methodTables: taken.methodTables,
    checkpoint,
  });
  return { typed, taken };
}

function maxPauseOf(values: GraphValues): number {
  const text = values["max-pause"];
  if (text === undefined) return usualMaxPauseMs;
  const ms = parseDuration(text);
  if (ms > 0) return ms;
  throw new TrivetError("usage", `--max-pause wants more than ${text}`);
}

function warnOfGaps({ image }: TakenHeap, io: CommandIo): void {
  if (image.unreadableBytes > 0)
    io.stderr(
      `warning: ${formatBytes(image.unreadableBytes)} of the heap could not be read; what they point to is missing\n`,
    );
}

/** What both results begin with. */
export function graphHead({ typed, taken }: TakenGraph): object {
  const { graph } = typed;
  return {
    goVersion: taken.image.goVersion,
    approximate: taken.isApproximate,
    expectedPauseMs: taken.estimate.expectedMs,
    pausedMs: taken.pausedMs,
    copiedBytes: taken.estimate.bytes,
    unreadableBytes: taken.image.unreadableBytes,
    ...graph.counts,
    pointers: graph.edges,
    conservativeObjects: graph.bits.conservativeObjects,
  };
}

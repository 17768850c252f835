// An agent's ring as text and as JSON.

import {
  seriesReaders,
  type AgentSeries,
} from "../../core/agent-ring/ring-entries.ts";
import type { AgentRing } from "../../core/agent-ring/decode-ring.ts";
import { formatBytes, formatDuration } from "../../core/format/quantity.ts";
import type { FoundRing } from "../../node/agent-ring/list-rings.ts";
import { printableLine } from "../printable.ts";

const columns = [
  ["heapAlloc", "heap", formatBytes],
  ["heapMarked", "live at GC", formatBytes],
  ["nextGc", "goal", formatBytes],
  ["sys", "sys", formatBytes],
  ["rss", "RSS", formatBytes],
  ["goroutines", "goroutines", String],
  ["numGc", "GCs", String],
] as const satisfies readonly (readonly [
  AgentSeries,
  string,
  (value: number) => string,
])[];

/** The last `lastMs` before the newest entry, a line for each sample and collection. */
export function formatRing(ring: AgentRing, lastMs: number): string {
  const { header, samples, hasEnded } = ring;
  const last = samples.at(-1);
  const head = `${printableLine(header.program)}, pid ${header.pid}, ${printableLine(header.goVersion)}, a sample every ${header.tickMs} ms`;
  if (last === undefined) return `${head}\nno samples\n`;
  const ended = hasEnded
    ? "the program stopped the agent by itself"
    : "it still runs, or something ended it";
  const rows = rowsOf(ring, last.atMillis - lastMs).map((cells) =>
    cells.map((cell, index) => cell.padStart(index === 0 ? 10 : 12)).join(""),
  );
  return [
    head,
    `newest entry ${new Date(last.atMillis).toISOString()}; ${ended}`,
    ...formatLabels(ring),
    "",
    ["before", ...columns.map(([, title]) => title)]
      .map((cell, index) => cell.padStart(index === 0 ? 10 : 12))
      .join(""),
    ...rows,
    "",
  ].join("\n");
}

function rowsOf(
  { header, samples, collections }: AgentRing,
  sinceMillis: number,
): readonly (readonly string[])[] {
  const readers = seriesReaders(header.columns);
  const newest = samples.at(-1)?.atMillis ?? 0;
  const before = (atMillis: number): string =>
    `${(newest - atMillis).toFixed(0)} ms`;
  const lines = [
    ...samples.map(({ atMillis, values }) => ({
      atMillis,
      cells: [
        before(atMillis),
        ...columns.map(([name, , format]) => {
          const value = readers.get(name)?.(values) ?? null;
          return value === null ? "–" : format(value);
        }),
      ],
    })),
    ...collections.map(({ atMillis, number, pauseNs, markedBytes }) => ({
      atMillis,
      cells: [
        before(atMillis),
        `   GC ${number}, ${formatDuration(pauseNs / 1e6)} stopped${markedBytes === null ? "" : `, ${formatBytes(markedBytes)} live`}`,
      ],
    })),
  ];
  return lines
    .filter(({ atMillis }) => atMillis >= sinceMillis)
    .sort((a, b) => a.atMillis - b.atMillis)
    .map(({ cells }) => cells);
}

function formatLabels({ labels }: AgentRing): readonly string[] {
  const newest = labels.at(-1)?.atMillis;
  return labels
    .filter(({ atMillis }) => atMillis === newest)
    .map(
      ({ labels: set, goroutines }) =>
        `goroutines of ${printableLine(set)}: ${goroutines}`,
    );
}

export function formatRings(rings: readonly FoundRing[]): string {
  if (rings.length === 0)
    return "no rings here; a program with the agent leaves them in $TRIVET_RING_DIR or the temporary folder\n";
  return rings
    .map(
      ({ path, modifiedMillis, isOpen }) =>
        `${new Date(modifiedMillis).toISOString()}  ${isOpen === true ? "runs" : isOpen === false ? "ended" : "?"}  ${printableLine(path)}\n`,
    )
    .join("");
}

/** NaN, which JSON does not have, as null. */
export function ringJson({ header, samples, ...rest }: AgentRing): object {
  return {
    ...header,
    ...rest,
    samples: samples.map(({ atMillis, values }) => ({
      atMillis,
      values: [...values].map((value) =>
        Number.isFinite(value) ? value : null,
      ),
    })),
  };
}

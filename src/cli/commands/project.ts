// `trivet project`: what an archive or a live folder holds, and whether it is what was written.

import { TrivetError } from "../../core/errors.ts";
import { formatBytes, formatCount } from "../../core/format/quantity.ts";
import { Investigation } from "../../core/investigation/investigation.ts";
import {
  seriesCatalogue,
  type SeriesUnit,
} from "../../core/investigation/series-catalogue.ts";
import type { SeriesSource, Target } from "../../core/investigation/model.ts";
import {
  openInvestigation,
  verifyInvestigation,
} from "../../node/project-store/folder-investigation-stores.ts";
import type { OpenedInvestigation } from "../../services/ports/investigation-store.ts";
import {
  parseCommandLine,
  toJson,
  type Command,
  type CommandIo,
} from "../command.ts";
import { requireFileOrFolder } from "../input-file.ts";

const usage = `
usage: trivet project info FILE.trivet [--json]
       trivet project verify FILE.trivet [--json]

FILE may also be the live folder of a recording (….trivet-live).

  info     targets, series, snapshots and events; the archive is verified on the way
  verify   every member against its SHA-256, the journal's hash chain, and the bytes between members;
           exits 1 and names the member at the first mismatch

members counts the files inside (journal, evidence, manifest, derived). bytes is the size on disk for info, and the
unpacked bytes that were checked for verify.

example:
  trivet project verify case.trivet && trivet project info case.trivet --json
`;

export interface ProjectInfo {
  readonly schema: "trivet.project.info/1";
  /** ISO 8601, UTC; null when the journal has no header. */
  readonly createdAt: string | null;
  readonly targets: readonly Target[];
  readonly series: readonly {
    readonly name: string;
    readonly unit: SeriesUnit;
    readonly source: SeriesSource;
    readonly samples: number;
    readonly firstMillis: number;
    readonly lastMillis: number;
  }[];
  readonly snapshots: readonly {
    readonly kind: string;
    readonly atMillis: number;
    readonly gcCount: number | null;
    readonly member: string;
  }[];
  readonly events: readonly {
    readonly kind: string;
    readonly atMillis: number;
    readonly text: string;
  }[];
  readonly members: number;
  readonly bytes: number;
}

/** The investigation as `trivet project info --json` prints it. */
export function describeProject(opened: OpenedInvestigation): ProjectInfo {
  const model = Investigation.from(opened.entries);
  const createdAtMillis = model.header?.createdAtMillis;
  return {
    schema: "trivet.project.info/1",
    createdAt: createdAtMillis === undefined ? null : isoTime(createdAtMillis),
    targets: [...model.targets.values()],
    series: [...model.targets.keys()].flatMap((targetId) =>
      describeSeries(model, targetId),
    ),
    snapshots: model.snapshots.map(({ kind, atMillis, gcCount, member }) => ({
      kind,
      atMillis,
      gcCount,
      member,
    })),
    events: model.events.map(({ kind, atMillis, text }) => ({
      kind,
      atMillis,
      text,
    })),
    members: opened.members,
    bytes: opened.bytes,
  };
}

function describeSeries(
  model: Investigation,
  targetId: string,
): ProjectInfo["series"] {
  return model.seriesNames(targetId).flatMap((name) => {
    const { unit } = seriesCatalogue[name];
    // A history that was imported has a line of its own: somebody else said it.
    return model
      .seriesShares(targetId, name)
      .map(({ source, samples, firstMillis, lastMillis }) => ({
        name,
        unit,
        source,
        samples,
        firstMillis,
        lastMillis,
      }));
  });
}

/** A time of a file that somebody sent may be no time at all. */
function isoTime(millis: number): string | null {
  return Math.abs(millis) <= 8.64e15 ? new Date(millis).toISOString() : null;
}

function formatInfo(path: string, info: ProjectInfo): string {
  const time = (millis: number): string =>
    isoTime(millis) ?? `${millis} ms`.padEnd(24);
  return [
    path,
    `  created    ${info.createdAt ?? "unknown"}`,
    `  size       ${formatBytes(info.bytes)} in ${formatCount(info.members)} members`,
    ...info.targets.map(
      (target) =>
        `  target     ${printable(target.label)}${target.goVersion === null ? "" : `, ${printable(target.goVersion)}`}`,
    ),
    "",
    `series (${info.series.length})`,
    ...info.series.map(
      (series) =>
        `  ${series.name.padEnd(16)} ${series.source.padEnd(9)} ${series.unit.padEnd(17)} ${formatCount(series.samples).padStart(9)} samples  ${time(series.firstMillis)} to ${time(series.lastMillis)}`,
    ),
    "",
    `snapshots (${info.snapshots.length})`,
    ...info.snapshots.map(
      (snapshot) =>
        `  ${time(snapshot.atMillis)}  ${snapshot.kind.padEnd(9)} GC ${String(snapshot.gcCount ?? "unknown").padEnd(8)} ${printable(snapshot.member)}`,
    ),
    "",
    `events (${info.events.length})`,
    ...info.events.map(
      (event) =>
        `  ${time(event.atMillis)}  ${event.kind.padEnd(17)} ${printable(event.text)}`,
    ),
    "",
  ].join("\n");
}

/** Text from a file that somebody sent must not drive the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
}

async function runInfo(
  path: string,
  json: boolean,
  io: CommandIo,
): Promise<number> {
  const opened = await openInvestigation(path);
  try {
    for (const warning of opened.warnings)
      io.stderr(`warning[${warning.code}]: ${printable(warning.message)}\n`);
    const info = describeProject(opened);
    io.stdout(json ? `${toJson(info)}\n` : formatInfo(path, info));
    return 0;
  } finally {
    await opened.close();
  }
}

async function runVerify(
  path: string,
  json: boolean,
  io: CommandIo,
): Promise<number> {
  const verified = await verifyInvestigation(path, io.signal);
  io.stdout(
    json
      ? `${toJson({ schema: "trivet.project.verify/1", ...verified })}\n`
      : `${path}: intact, ${formatCount(verified.members)} members, ${formatBytes(verified.bytes)}, ${formatCount(verified.entries)} journal entries\n`,
  );
  return 0;
}

export const projectCommand: Command = {
  name: "project",
  summary: "what an archive holds, and whether it is intact",
  usage,
  run: async (args, io) => {
    const { values, positionals } = parseCommandLine(args, {});
    const [verb, path, ...rest] = positionals;
    if (path === undefined || rest.length > 0)
      throw new TrivetError(
        "usage",
        "trivet project wants one verb and one file: trivet project info|verify FILE.trivet",
      );
    const json = values.json === true;
    if (verb === "info" || verb === "verify") await requireFileOrFolder(path);
    if (verb === "info") return runInfo(path, json, io);
    if (verb === "verify") return runVerify(path, json, io);
    throw new TrivetError(
      "usage",
      `trivet project has no verb ${JSON.stringify(verb)}; it has info and verify`,
    );
  },
};

// `trivet profile trend`: how places went over many profiles, from files or from the snapshots of an investigation.

import { stat } from "node:fs/promises";
import {
  TrendBuilder,
  type TrendOptions,
} from "../../core/comparison/trend-builder.ts";
import { TrivetError } from "../../core/errors.ts";
import { Investigation } from "../../core/investigation/investigation.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";
import { prepareSubject } from "../../core/pprof/report/subject.ts";
import type { CompileExpression } from "../../core/pprof/text-matcher.ts";
import {
  trendRows,
  type TrendRow,
  type TrendRows,
  type TrendTable,
} from "../../core/pprof/views.ts";
import { datedForTrend } from "../../services/trends.ts";
import type { CommandIo } from "../command.ts";
import { loadProfile } from "./profile-load.ts";
import {
  granularityOf,
  nodeCountOf,
  subjectOptions,
  type ProfileValues,
} from "./profile-options.ts";

/** One profile of a trend, read when its turn comes. */
interface TrendSource {
  readonly atMillis: number;
  read(): Promise<Profile>;
}

export interface TrendContext {
  readonly io: CommandIo;
  readonly checkpoint: Checkpoint;
  /** For the expressions of this profile, or none. */
  readonly compilerFor: (profile: Profile) => Promise<CompileExpression>;
}

const allRows = 1_000_000;
const progressEvery = 20;

/** Rows that moved most first; every row unless `--node-count` says otherwise. Code: profile-incompatible. */
export async function followTrend(
  paths: readonly string[],
  values: ProfileValues,
  context: TrendContext,
): Promise<TrendTable> {
  const rowsAre = rowsOf(values);
  const [only = ""] = paths;
  const isInvestigation = paths.length === 1;
  if (isInvestigation && !(await looksLikeInvestigation(only)))
    throw new TrivetError(
      "usage",
      "profile trend takes two FILEs or more, or one FILE.trivet",
    );
  const trend = new TrendBuilder(trendOptions(values, rowsAre));
  const sources = isInvestigation
    ? await investigationSources(only, values, context)
    : await fileSources(paths, context);
  try {
    for (const [at, source] of sources.list.entries()) {
      if ((at + 1) % progressEvery === 0)
        context.io.stderr(
          `read ${at + 1} of ${sources.list.length} profiles\n`,
        );
      const profile = await source.read();
      const compile = await context.compilerFor(profile);
      const subject = prepareSubject(profile, subjectOptions(values), compile);
      trend.add(subject.profile, source.atMillis, context.checkpoint);
    }
  } finally {
    await sources.close();
  }
  return trend.build(nodeCountOf(values, 0) || allRows, context.checkpoint);
}

/** An archive, or the live folder of a recording. */
async function looksLikeInvestigation(path: string): Promise<boolean> {
  if (path.endsWith(".trivet")) return true;
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

function rowsOf(values: ProfileValues): TrendRows {
  const text = values.rows ?? "flat";
  const rowsAre = trendRows.find((known) => known === text);
  if (rowsAre === undefined)
    throw new TrivetError(
      "usage",
      `--rows is ${trendRows.join(", ")}, not ${JSON.stringify(text)}`,
    );
  return rowsAre;
}

function trendOptions(values: ProfileValues, rowsAre: TrendRows): TrendOptions {
  const sampleType = values["sample-type"];
  return {
    granularity: granularityOf(values, "functions"),
    noInlines: values["no-inlines"] ?? false,
    rowsAre,
    ...(sampleType === undefined ? {} : { sampleType }),
  };
}

interface TrendSources {
  readonly list: readonly TrendSource[];
  close(): Promise<void>;
}

/** By the time that each profile has of itself, else by when its file was written. */
async function fileSources(
  paths: readonly string[],
  { io }: TrendContext,
): Promise<TrendSources> {
  const list: TrendSource[] = [];
  for (const path of paths) {
    const profile = await loadProfile(
      { files: [path], base: null, normalize: false, compact: false },
      io,
    );
    const own = Number(profile.timeNanos / 1_000_000n);
    if (own === 0)
      io.stderr(
        `warning: ${path} has no time of its own, when it was written counts\n`,
      );
    const atMillis = own === 0 ? (await stat(path)).mtimeMs : own;
    list.push({ atMillis, read: async () => profile });
  }
  list.sort((a, b) => a.atMillis - b.atMillis);
  return { list, close: async () => undefined };
}

/** Its snapshots of one kind, of the target that was seen last, dated by the heap that each of them shows. */
async function investigationSources(
  path: string,
  values: ProfileValues,
  { checkpoint, io }: TrendContext,
): Promise<TrendSources> {
  const [{ openInvestigation }, { readProfile }] = await Promise.all([
    import("../../node/project-store/folder-investigation-stores.ts"),
    import("../../node/profile-engine/read-profile.ts"),
  ]);
  const opened = await openInvestigation(path);
  for (const { code, message } of opened.warnings)
    io.stderr(`warning[${code}]: ${message}\n`);
  const model = Investigation.from(opened.entries);
  const kind = values.kind ?? "heap";
  const ofKind = model.snapshots
    .filter((snapshot) => snapshot.kind === kind)
    .sort((a, b) => a.atMillis - b.atMillis);
  const target = ofKind.at(-1)?.targetId;
  const dated = datedForTrend(
    ofKind.filter(({ targetId }) => targetId === target),
    model.gcCycles,
  );
  return {
    list: dated.map(({ snapshot, atMillis }) => ({
      atMillis,
      read: async () =>
        readProfile(await opened.readEvidence(snapshot.member), checkpoint),
    })),
    close: () => opened.close(),
  };
}

/** The document of `trivet.profile.trend/1`. */
export function trendDocument(table: TrendTable): object {
  return {
    schema: "trivet.profile.trend/1",
    sampleType: table.sampleType,
    rowsAre: table.rowsAre,
    times: [...table.times],
    intervals: Math.max(0, table.times.length - 1),
    total: rowDocument(table.total),
    rows: table.rows.map((row) => ({
      name: row.name,
      ...(row.stack.length === 0 ? {} : { stack: row.stack }),
      ...rowDocument(row),
      share: row.share,
    })),
    omitted: table.omitted,
  };
}

function rowDocument(row: TrendRow): object {
  return {
    values: [...row.values],
    perSecond: { estimate: row.slope, low: row.slopeLow, high: row.slopeHigh },
    grewIn: row.grewIn,
    shrankIn: row.shrankIn,
    certainty: row.certainty,
  };
}

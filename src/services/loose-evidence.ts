// An investigation out of files that somebody sent: heap and goroutine profiles, answers of heap?debug=1, pages of
// counters, span censuses. Nobody recorded when they were taken, so each is dated by what stands in it, and by its file
// only where that fits.

import { toTrivetError, TrivetError } from "../core/errors.ts";
import { parseSpanCensus } from "../core/go-runtime/parse-span-census.ts";
import { Investigation } from "../core/investigation/investigation.ts";
import type { JournalEntry } from "../core/investigation/journal-entry.ts";
import type { SnapshotKind } from "../core/investigation/model.ts";
import { gcCyclesSince } from "../core/memstats/gc-cycles.ts";
import type { MemStatsReading } from "../core/memstats/memstats.ts";
import { parseMemStats } from "../core/memstats/parse-any.ts";
import type { ProfileSummary } from "../core/pprof/views.ts";
import type { ProfileEngine } from "./ports/profile-engine.ts";

export interface LooseFile {
  /** As it was named; findings point to it by this. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly modifiedMillis: number;
}

export interface LooseEvidenceRequest {
  readonly files: readonly LooseFile[];
  readonly engine: Pick<ProfileEngine, "load" | "unload">;
  /** The heap profiles were taken with `gc=1`: they show the moment they were taken at. */
  readonly forcedGc: boolean;
  readonly onUnused?: (path: string, error: TrivetError) => void;
  readonly signal?: AbortSignal;
}

const targetId = "target-1";
/** The runtime collects every two minutes at least: a file's time long after the last collection is that of a copy. */
const plausibleSinceGcMs = 130_000;
/** A reading of counters this near to a profile tells which collection the profile followed. */
const sameMomentMs = 5_000;

/** What one file gave. */
interface Piece {
  readonly file: LooseFile;
  readonly atMillis: number;
  readonly kind: SnapshotKind | null;
  readonly reading: MemStatsReading | null;
}

/**
 * The model of one target, from all files that can be used; the others go to `onUnused`. Codes: profile-incompatible
 * when none can be used, cancelled.
 */
export async function investigateLooseFiles(
  request: LooseEvidenceRequest,
): Promise<Investigation> {
  const pieces: Piece[] = [];
  for (const file of request.files) {
    request.signal?.throwIfAborted();
    try {
      pieces.push(await readPiece(file, request));
    } catch (thrown) {
      const error = toTrivetError(thrown);
      if (error.code === "cancelled" || request.signal?.aborted === true)
        throw error;
      request.onUnused?.(file.path, error);
    }
  }
  if (pieces.length === 0)
    throw new TrivetError(
      "profile-incompatible",
      "none of the files is a heap or goroutine profile, a page of counters or a span census",
      { advice: "no-evidence" },
    );
  pieces.sort((a, b) => a.atMillis - b.atMillis);
  return Investigation.from([
    targetEntry(pieces),
    ...pieces.flatMap(countersOf),
    ...pieces.flatMap((piece) => snapshotOf(piece, pieces, request.forcedGc)),
  ]);
}

async function readPiece(
  file: LooseFile,
  { engine, signal }: LooseEvidenceRequest,
): Promise<Piece> {
  const opening = new TextDecoder().decode(file.bytes.subarray(0, 4096));
  if (/^\s*\{[^]*"trivet\.spans\//.test(opening)) {
    const census = parseSpanCensus(new TextDecoder().decode(file.bytes));
    return { file, atMillis: census.atMillis, kind: "spans", reading: null };
  }
  const isHeapText = opening.startsWith("heap profile:");
  if (isHeapText || isPageOfCounters(opening)) {
    const { reading } = parseMemStats(new TextDecoder().decode(file.bytes));
    const atMillis = momentOfReading(reading, file.modifiedMillis);
    return { file, atMillis, kind: isHeapText ? "heap" : null, reading };
  }
  const id = `loose/${file.path}`;
  // A copy: an engine in a worker takes the bytes with it.
  const summary = await engine.load(id, file.bytes.slice(), signal);
  engine.unload(id);
  const atMillis = summary.timeMillis || file.modifiedMillis;
  return { file, atMillis, kind: kindOf(summary), reading: null };
}

/** JSON of `/debug/vars`, or a metrics page. A binary profile may hold any line by chance, but never no control character. */
function isPageOfCounters(opening: string): boolean {
  // eslint-disable-next-line no-control-regex -- they are what tells binary from text
  if (/[\u0000-\u0008\u000e-\u001f]/.test(opening)) return false;
  return /^\s*\{/.test(opening) || /^(# HELP )?go_/m.test(opening);
}

/** Code: profile-incompatible. */
function kindOf({ sampleTypes }: ProfileSummary): SnapshotKind {
  const types = sampleTypes.map(({ type }) => type);
  if (types.includes("inuse_space")) return "heap";
  if (types.includes("goroutine")) return "goroutine";
  throw new TrivetError(
    "profile-incompatible",
    `a profile of ${types.join(", ")}: it says nothing about a leak`,
  );
}

/** Never before the last collection that the counters tell of, and not long after it. */
function momentOfReading(
  { values }: MemStatsReading,
  modifiedMillis: number,
): number {
  const lastGcMillis = (values.lastGc ?? 0) / 1e6;
  if (lastGcMillis === 0) return modifiedMillis;
  const since = modifiedMillis - lastGcMillis;
  return since >= 0 && since <= plausibleSinceGcMs
    ? modifiedMillis
    : lastGcMillis;
}

function targetEntry(pieces: readonly Piece[]): JournalEntry {
  return {
    type: "target",
    target: {
      id: targetId,
      label: pieces.length === 1 ? "1 file" : `${pieces.length} files`,
      url: null,
      pid: null,
      startTicks: null,
      exe: null,
      goVersion: null,
      buildId: null,
      host: "",
      memoryLimitBytes: null,
    },
  };
}

function countersOf({ reading, atMillis }: Piece): readonly JournalEntry[] {
  if (reading === null) return [];
  const values: Record<string, number> = {};
  for (const [name, value] of Object.entries(reading.values))
    if (value !== undefined) values[name] = value;
  const cycles = gcCyclesSince(reading, 0).map((cycle) => ({
    targetId,
    ...cycle,
  }));
  return [
    {
      type: "sample",
      targetId,
      source: "memstats",
      atMillis,
      tookMs: 0,
      values,
    },
    ...(cycles.length === 0 ? [] : [{ type: "gc" as const, cycles }]),
  ];
}

function snapshotOf(
  piece: Piece,
  pieces: readonly Piece[],
  forcedGc: boolean,
): readonly JournalEntry[] {
  const { file, atMillis, kind } = piece;
  if (kind === null) return [];
  return [
    {
      type: "snapshot",
      snapshot: {
        id: file.path,
        targetId,
        kind,
        requestedAtMillis: atMillis,
        atMillis,
        member: file.path,
        bytes: file.bytes.length,
        // Files are told apart by their names here: none is kept.
        sha256: file.path,
        request: file.path,
        gcCount: gcCountOf(piece, pieces),
        forcedGc: forcedGc && kind === "heap",
      },
    },
  ];
}

/** Its own counters', or those of the reading nearest before it. */
function gcCountOf(piece: Piece, pieces: readonly Piece[]): number | null {
  if (piece.reading !== null) return piece.reading.values.numGc ?? null;
  const before = pieces.filter(
    ({ reading, atMillis }) =>
      reading !== null &&
      atMillis <= piece.atMillis &&
      piece.atMillis - atMillis <= sameMomentMs,
  );
  return before.at(-1)?.reading?.values.numGc ?? null;
}

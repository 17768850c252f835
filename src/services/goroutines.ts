// Goroutine dumps as a use case: read bytes of any form, fetch them from a target at a known price, and report groups,
// growth and what became of each goroutine. The command line and the window show the same report.

import { TrivetError, toTrivetError } from "../core/errors.ts";
import {
  commonFacts,
  compareGroups,
  followGoroutines,
  type ComparedGroup,
  type FollowedGoroutines,
} from "../core/goroutines/compare-goroutines.ts";
import { countedDump } from "../core/goroutines/count-records.ts";
import {
  GroupKeys,
  groupGoroutines,
  knownFacts,
  type DumpGroup,
  type Grouping,
} from "../core/goroutines/group-goroutines.ts";
import {
  countGoroutines,
  type GoroutineDump,
  type GoroutineRecord,
} from "../core/goroutines/goroutine-dump.ts";
import { parseGoroutineDumps } from "../core/goroutines/parse-dump.ts";
import { GoDistribution } from "../core/pprof/go-symbol.ts";
import {
  acceptGoroutineDump,
  acceptProfile,
  captureUrl,
} from "./capture-request.ts";
import type { ProfileEngine } from "./ports/profile-engine.ts";
import type { HttpFetcher } from "./ports/target.ts";
import { idleLimitOf } from "./waiting-limit.ts";
import type { RequestOptions } from "./watch-memstats.ts";

export interface GoroutinePorts {
  readonly engine: Pick<ProfileEngine, "load" | "goroutines" | "unload">;
  /** Gzip, with a limit. Codes: profile-truncated, profile-malformed, profile-too-large. */
  readonly gunzip: (bytes: Uint8Array) => Promise<Uint8Array>;
}

/**
 * The dumps in a file, in order: protobuf or text, gzip or not. Codes: profile-empty, profile-malformed,
 * profile-truncated, profile-too-large; profile-incompatible for a profile of something else.
 */
export async function readGoroutineDumps(
  ports: GoroutinePorts,
  bytes: Uint8Array,
  signal?: AbortSignal,
): Promise<readonly GoroutineDump[]> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = isGzip ? await ports.gunzip(bytes) : bytes;
  if (isProfile(plain)) return [await readProfile(ports, plain, signal)];
  try {
    return parseGoroutineDumps(plain);
  } catch (thrown) {
    const error = toTrivetError(thrown);
    // Text has no zeros: another writer may order a profile's fields as it likes.
    if (error.code !== "profile-malformed" || !plain.includes(0)) throw error;
    return [await readProfile(ports, plain, signal)];
  }
}

/** profile.proto as Go writes it starts with its first sample type: field 1, its length, then field 1 of ValueType. */
function isProfile(bytes: Uint8Array): boolean {
  return bytes[0] === 0x0a && bytes[2] === 0x08;
}

async function readProfile(
  { engine }: GoroutinePorts,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<GoroutineDump> {
  const id = "goroutine-dump";
  await engine.load(id, bytes, signal);
  try {
    return countedDump(await engine.goroutines(id, null, signal));
  } finally {
    engine.unload(id);
  }
}

/** The runtime's own limit is 64 MiB; the protobuf form of as many goroutines is far smaller. */
const maxDumpBytes = 128 << 20;

/** One profile in the cheap form: goroutines counted by stack, the target stopped for microseconds. */
export async function fetchGoroutineProfile(
  ports: { readonly http: HttpFetcher },
  baseUrl: string,
  options: RequestOptions,
): Promise<Uint8Array> {
  const url = captureUrl(baseUrl, "goroutine");
  const response = await ports.http.get({
    url,
    maxBytes: maxDumpBytes,
    idleMs: idleLimitOf(url),
    ...options,
  });
  acceptProfile(response, url);
  return response.body;
}

/** Every goroutine by id, state and wait. The target stands still while it writes: `estimateDumpMs`. */
export async function fetchGoroutineDump(
  ports: { readonly http: HttpFetcher },
  baseUrl: string,
  options: RequestOptions,
): Promise<Uint8Array> {
  const url = captureUrl(baseUrl, "goroutine", { stacks: true });
  const response = await ports.http.get({
    url,
    maxBytes: maxDumpBytes,
    idleMs: idleLimitOf(url),
    ...options,
  });
  acceptGoroutineDump(response, url);
  return response.body;
}

export interface ReportOptions {
  readonly grouping: Grouping;
  /** Only goroutines whose state holds this text, in any case; "" = all. */
  readonly state: string;
}

export interface DumpSummary {
  readonly form: GoroutineDump["form"];
  /** Before `state` selects. */
  readonly goroutines: number;
  readonly damage: GoroutineDump["damage"];
}

export interface GoroutineReport extends DumpSummary {
  readonly head: string;
  readonly registers: Readonly<Record<string, string>>;
  readonly schedulers: number;
  /** What `state` left. */
  readonly selected: number;
  readonly groups: readonly (DumpGroup | ComparedGroup)[];
  /** Null without an earlier dump. */
  readonly base: (DumpSummary & { readonly selected: number }) | null;
  /** Null unless both dumps tell ids. */
  readonly followed: FollowedGoroutines | null;
}

/** Codes: profile-incompatible when the dump, or the earlier one, does not tell what is asked for. */
export function reportGoroutines(
  dump: GoroutineDump,
  before: GoroutineDump | null,
  options: ReportOptions,
): GoroutineReport {
  const own = knownFacts(dump.goroutines);
  const facts =
    before === null ? own : commonFacts(own, knownFacts(before.goroutines));
  const { grouping } = options;
  if (
    !facts.states &&
    (options.state !== "" || grouping.by === "state" || grouping.by === "wait")
  )
    throw lacks("states", before !== null);
  if (!facts.creators && grouping.by === "creator")
    throw lacks("creators", before !== null);
  if (!facts.labels && grouping.by === "label")
    throw lacks("labels", before !== null);

  const now = select(dump.goroutines, options.state);
  const then =
    before === null ? null : select(before.goroutines, options.state);
  const distribution = learnDistribution([dump, ...(before ? [before] : [])]);
  const keys = new GroupKeys({
    grouping,
    facts,
    isDistribution: (frame) => distribution.has(frame),
  });
  const followed =
    before === null
      ? null
      : followGoroutines(before.goroutines, dump.goroutines);
  const { head, registers } = dump;
  return {
    ...summarize(dump),
    head,
    registers,
    schedulers: dump.schedulers.length,
    selected: count(now),
    groups:
      then === null
        ? [...groupGoroutines(now, keys).values()]
        : compareGroups(then, now, keys).map((group) =>
            followed?.otherProcess ? { ...group, stayed: null } : group,
          ),
    base:
      before === null || then === null
        ? null
        : { ...summarize(before), selected: count(then) },
    followed,
  };
}

function lacks(what: string, isCompared: boolean): TrivetError {
  const where = isCompared ? "one of the two dumps" : "this dump";
  const why =
    what === "labels"
      ? "debug=2 prints labels only from Go 1.27 on, or with GODEBUG=tracebacklabels=1"
      : "a profile and debug=1 count goroutines by stack; debug=2 and crash logs tell more";
  return new TrivetError(
    "profile-incompatible",
    `${where} tells no ${what}: ${why}`,
    { advice: what === "labels" ? "needs-labels" : "needs-full" },
  );
}

function select(
  goroutines: readonly GoroutineRecord[],
  state: string,
): readonly GoroutineRecord[] {
  if (state === "") return goroutines;
  const wanted = state.toLowerCase();
  return goroutines.filter((record) =>
    record.state?.toLowerCase().includes(wanted),
  );
}

function summarize(dump: GoroutineDump): DumpSummary {
  const { form, damage } = dump;
  return { form, goroutines: countGoroutines(dump), damage };
}

function count(goroutines: readonly GoroutineRecord[]): number {
  return goroutines.reduce((sum, record) => sum + record.count, 0);
}

function learnDistribution(dumps: readonly GoroutineDump[]): GoDistribution {
  const frames = new Set(
    dumps.flatMap(({ goroutines, schedulers }) =>
      [
        ...new Set([...goroutines, ...schedulers].map(({ stack }) => stack)),
      ].flatMap((stack) => stack.frames),
    ),
  );
  return GoDistribution.learn(frames);
}

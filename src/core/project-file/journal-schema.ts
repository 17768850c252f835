// What a journal entry may look like on disk, version 1. The journal comes from outside (an archive that somebody
// sent), so every entry is checked before the model sees it. The TypeScript types in core/investigation are the source
// of truth: the check at the bottom stops compiling when the two drift apart.
// Objects are not strict: a field that a newer Trivet added is ignored here and stays in the file.

import { z } from "zod";
import type { JournalEntry } from "../investigation/journal-entry.ts";
import { rowOrders } from "../goroutines/browser-views.ts";
import {
  panelNames,
  plainFlame,
  plainGoroutines,
} from "../investigation/view-state.ts";
import { filterNames, plainLens } from "../pprof/lens.ts";
import { granularities } from "../pprof/views.ts";
import { latestMillis, mostQuantity, sourceNames } from "./journal-limits.ts";

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const source = z.enum(sourceNames);

const moment = z.number().min(0).max(latestMillis);
const quantity = z.number().min(-mostQuantity).max(mostQuantity);

const header = z.object({
  type: z.literal("header"),
  createdAtMillis: z.number(),
  title: z.string(),
  tool: z.object({ name: z.string(), version: z.string() }),
  host: z.string(),
});

const target = z.object({
  id: z.string(),
  label: z.string(),
  url: z.string().nullable(),
  countersUrl: z.string().exactOptional(),
  pid: z.number().nullable(),
  startTicks: z.number().nullable(),
  exe: z.string().nullable(),
  goVersion: z.string().nullable(),
  buildId: z.string().nullable(),
  host: z.string(),
  memoryLimitBytes: z.number().nullable(),
  isProduction: z.boolean().exactOptional(),
});

const sample = z.object({
  type: z.literal("sample"),
  targetId: z.string(),
  source,
  atMillis: moment,
  tookMs: z.number(),
  values: z.record(z.string(), quantity),
});

const gap = z.object({
  targetId: z.string(),
  source,
  fromMillis: moment,
  toMillis: moment.nullable(),
  code: z.string(),
  reason: z.string(),
});

const gcCycle = z.object({
  targetId: z.string(),
  number: z.number(),
  endMillis: moment,
  pauseNs: z.number(),
});

const snapshot = z.object({
  id: z.string(),
  targetId: z.string(),
  kind: z.enum([
    "heap",
    "allocs",
    "goroutine",
    "spans",
    "holders",
    "allocation-trace",
  ]),
  requestedAtMillis: z.number(),
  atMillis: moment,
  member: z.string(),
  bytes: z.number(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  request: z.string(),
  gcCount: z.number().nullable(),
  forcedGc: z.boolean(),
  asOf: z.enum(["collection", "now"]).exactOptional(),
});

const event = z.object({
  id: z.string(),
  targetId: z.string().nullable(),
  kind: z.enum([
    "connected",
    "disconnected",
    "restarted",
    "died",
    "snapshot",
    "capture-failed",
    "gdb-attached",
    "gdb-stopped",
    "gdb-resumed",
    "gdb-detached",
    "allocation-trace",
    "crash",
    "alarm",
    "cause-of-death",
    "agent-ring",
    "recorder-started",
    "recorder-stopped",
    "history-imported",
    "warning",
  ]),
  atMillis: moment,
  text: z.string(),
  data: z.record(z.string(), scalar),
});

const note = z.object({
  id: z.string(),
  atMillis: moment,
  aboutMillis: z.number().nullable(),
  text: z.string(),
});

const action = z.object({
  atMillis: moment,
  actor: z.enum(["user", "trivet"]),
  action: z.string(),
  detail: z.string(),
});

const transcriptChunk = z.object({
  session: z.string(),
  atMillis: moment,
  direction: z.enum(["input", "output"]),
  text: z.string(),
});

const lens = z.object({
  granularity: z.enum(granularities),
  noInlines: z.boolean(),
  dropNegative: z.boolean(),
  filters: z.record(z.enum(filterNames), z.string()),
});

const flame = z.object({
  orientation: z.enum(["icicle", "flame"]),
  sandwich: z.boolean(),
  // Investigations saved before zoom and search were kept have neither.
  path: z.array(z.string()).readonly().default([]),
  search: z.string().default(""),
});

const goroutines = z.object({
  snapshotId: z.string().nullable(),
  before: z.union([
    z.object({ snapshotId: z.string().nullable() }),
    z.literal("auto"),
  ]),
  first: z.string(),
  second: z.string(),
  order: z.enum(rowOrders).nullable(),
  show: z.enum(["groups", "flame"]),
  search: z.string(),
  flamePath: z.array(z.string()).readonly(),
  side: z.enum(["details", "follow"]),
  followed: z.string(),
});

const view = z.object({
  panel: z.enum(panelNames),
  zoom: z.object({ fromMillis: z.number(), toMillis: z.number() }).nullable(),
  snapshotId: z.string().nullable(),
  comparison: z.object({ a: z.string(), b: z.string() }).nullable(),
  base: z.string().nullable().default(null),
  sampleType: z.string().nullable(),
  selectedFunction: z.string().nullable(),
  // Investigations saved before there were filters have none.
  lens: lens.default(plainLens),
  flame: flame.default(plainFlame),
  goroutines: goroutines.default(plainGoroutines),
});

export const journalEntrySchema = z.discriminatedUnion("type", [
  header,
  z.object({ type: z.literal("target"), target }),
  sample,
  z.object({ type: z.literal("gap"), gap }),
  z.object({ type: z.literal("gc"), cycles: z.array(gcCycle).readonly() }),
  z.object({ type: z.literal("snapshot"), snapshot }),
  z.object({ type: z.literal("event"), event }),
  z.object({ type: z.literal("note"), note }),
  z.object({ type: z.literal("note-removed"), id: z.string() }),
  z.object({ type: z.literal("action"), action }),
  z.object({ type: z.literal("transcript"), chunk: transcriptChunk }),
  z.object({ type: z.literal("view"), atMillis: moment, view }),
]);

type Mutual<A, B> = [A] extends [B]
  ? [B] extends [A]
    ? true
    : "the schema lacks something that the type has"
  : "the schema allows something that the type has not";
type Expect<T extends true> = T;
/** Compiles only while schema and type say the same. */
export type SchemaMatchesModel = Expect<
  Mutual<z.output<typeof journalEntrySchema>, JournalEntry>
>;

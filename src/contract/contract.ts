// All that window and main say to each other. Inputs are strict: an unknown key is refused.

import { z } from "zod";
import { grossParts } from "../core/comparison/gross-part.ts";
import type { VerdictReport } from "../core/findings/finding.ts";
import {
  rowOrders,
  type BrowserView,
  type GoroutineDetails,
} from "../core/goroutines/browser-views.ts";
import type { GoroutineMoment } from "../core/investigation/goroutine-history.ts";
import type { MemoryReconciliation } from "../core/investigation/reconcile-target.ts";
import type { Comparability } from "../core/investigation/comparability.ts";
import type {
  CaptureEstimate,
  Progress,
  TargetState,
} from "../core/investigation/live-state.ts";
import type {
  Action,
  Gap,
  GcCycle,
  InvestigationEvent,
  Note,
  Snapshot,
  TranscriptChunk,
} from "../core/investigation/model.ts";
import type { SeriesName } from "../core/investigation/series-catalogue.ts";
import {
  panelNames,
  type ViewState,
} from "../core/investigation/view-state.ts";
import {
  filterNames,
  longestFilter,
  type LensEffect,
} from "../core/pprof/lens.ts";
import type { SandwichView } from "../core/pprof/sandwich.ts";
import type { SearchResult } from "../core/pprof/search-frames.ts";
import type { CallersView } from "../core/pprof/callers.ts";
import type { FunctionSeries } from "../core/pprof/function-value.ts";
import type { TagsReport } from "../core/pprof/report/tags.ts";
import type { EscapeReport } from "../core/pprof/source-escapes.ts";
import { isAbsolute, type PathMapping } from "../core/pprof/source-paths.ts";
import type { SourceView } from "../core/pprof/source-text.ts";
import { granularities, trendRows } from "../core/pprof/views.ts";
import type {
  ComparisonTable,
  FlameView,
  GoroutineGroup,
  ProfileSummary,
  TopTable,
  TrendTable,
} from "../core/pprof/views.ts";
import { call, event } from "./define.ts";
import { gdb } from "./gdb-contract.ts";
import { holders } from "./holders-contract.ts";
import { trace } from "./trace-contract.ts";

const id = z.string().min(1).max(200);
const path = z.string().min(1).max(4096);
const millis = z.number().min(0).max(8.64e15);
const captureKind = z.enum(["heap", "allocs", "goroutine"]);
/** Of goroutines: every one by id, state and wait; the target stands still meanwhile. */
const stacks = z.boolean().optional();
const none = z.strictObject({});

/** One snapshot, or the difference between two. */
const subject = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("single"), id }),
  z.strictObject({
    kind: z.literal("comparison"),
    before: id,
    after: id,
    mode: z.enum(["base", "diff-base"]),
    normalize: z.boolean(),
  }),
]);
export type ProfileSubject = z.infer<typeof subject>;

/** Granularity and filters: the same in every query about a profile. */
const lens = z.strictObject({
  granularity: z.enum(granularities),
  noInlines: z.boolean(),
  dropNegative: z.boolean(),
  filters: z.record(z.enum(filterNames), z.string().max(longestFilter)),
});

/** One function, by the name that the top table has for it. */
const functionQuery = {
  subject,
  sampleType: z.string().max(200).optional(),
  lens,
  function: z.string().min(1).max(1_000_000),
};
/** The file is one that the profile has the function in; null = the one with the most of it. */
const sourceQuery = {
  ...functionQuery,
  file: z.string().max(100_000).nullable(),
  whole: z.boolean(),
};
export const pathMappingsSchema = z
  .array(
    z.strictObject({
      from: z.string().min(1).max(4096),
      to: z
        .string()
        .max(4096)
        .refine((folder) => isAbsolute(folder), "not an absolute path"),
    }),
  )
  .max(100);

/** Keys of nested groups, outermost first; a key can be a whole stack's text. */
const groupPath = z.array(z.string().max(1_000_000)).max(12);
const goroutineSubject = {
  snapshotId: id,
  beforeId: id.nullable(),
  search: z.string().max(10_000),
  levels: z
    .array(
      z.discriminatedUnion("by", [
        z.strictObject({
          by: z.enum(["all", "stack", "state", "function", "creator", "wait"]),
        }),
        z.strictObject({ by: z.literal("label"), key: z.string().max(10_000) }),
      ]),
    )
    .min(1)
    .max(8),
};

/** Names of frames from below the root to the zoomed one. */
const zoomPath = z.array(z.string().max(100_000)).max(10_000).readonly();
const goroutineSettings = z.strictObject({
  snapshotId: id.nullable(),
  before: z.union([
    z.strictObject({ snapshotId: id.nullable() }),
    z.literal("auto"),
  ]),
  first: z.string().max(10_100),
  second: z.string().max(10_100),
  order: z.enum(rowOrders).nullable(),
  show: z.enum(["groups", "flame"]),
  search: z.string().max(10_000),
  flamePath: zoomPath,
  side: z.enum(["details", "follow"]),
  followed: z.string().max(100),
});

const viewState = z.strictObject({
  panel: z.enum(panelNames),
  zoom: z.strictObject({ fromMillis: millis, toMillis: millis }).nullable(),
  snapshotId: id.nullable(),
  comparison: z.strictObject({ a: id, b: id }).nullable(),
  base: id.nullable(),
  sampleType: z.string().max(200).nullable(),
  selectedFunction: z.string().max(100_000).nullable(),
  lens,
  flame: z.strictObject({
    orientation: z.enum(["icicle", "flame"]),
    sandwich: z.boolean(),
    path: zoomPath,
    search: z.string().max(longestFilter),
  }),
  goroutines: goroutineSettings,
});

export const settingsSchema = z.strictObject({
  theme: z.enum(["system", "light", "dark"]),
  language: z.enum(["en", "zh-CN"]),
  /** The timeline's share of the height below the verdict; absent = as the stylesheet has it. */
  timelineShare: z.number().min(0).max(1).optional(),
});
export type Settings = z.infer<typeof settingsSchema>;

export interface AppInfo {
  readonly version: string;
  readonly runtime: {
    readonly electron: string;
    readonly chrome: string;
    readonly node: string;
  };
  readonly platform: string;
  /** False as root on Linux, where Chromium cannot sandbox: the window then carries a banner. */
  readonly sandboxed: boolean;
  /** False where Go is absent: the demo target cannot be built, and the window says so. */
  readonly demoAvailable: boolean;
  readonly settings: Settings;
}

export interface SavedRecordingsFact {
  readonly folders: number;
  readonly bytes: number;
}

/** Everything about the open investigation except series, profiles and transcript, which are read by range. */
export interface InvestigationState {
  readonly id: string;
  readonly title: string;
  readonly createdAtMillis: number;
  /** Where it lives: the folder while recording, the archive when one was opened. */
  readonly path: string;
  readonly kind: "live" | "archive" | "sample";
  /** True when the last run ended without a word and left it on the desk. */
  readonly isRecovered?: boolean;
  readonly recording: boolean;
  /** The archive it was last saved to, and whether anything came since. */
  readonly savedTo: string | null;
  readonly unsaved: boolean;
  readonly targets: readonly TargetState[];
  readonly snapshots: readonly Snapshot[];
  readonly events: readonly InvestigationEvent[];
  readonly gaps: readonly Gap[];
  readonly gcCycles: readonly GcCycle[];
  readonly notes: readonly Note[];
  readonly actions: readonly Action[];
  readonly range: {
    readonly fromMillis: number;
    readonly toMillis: number;
  } | null;
  readonly view: ViewState;
  readonly warnings: readonly {
    readonly code: string;
    readonly message: string;
  }[];
}

export interface SeriesData {
  readonly targetId: string;
  readonly name: SeriesName;
  /** Milliseconds since the epoch, and values in the series' unit; same length. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

export const contract = {
  app: {
    info: call(none).returns<AppInfo>(),
    saveSettings: call(settingsSchema).returns<Settings>(),
    copyText: call(
      z.strictObject({ text: z.string().max(5_000_000) }),
    ).returns<null>(),
    recentFiles:
      call(none).returns<readonly { path: string; openedAtMillis: number }[]>(),
    /** Recordings' folders whose whole content is in an archive that still stands. */
    savedRecordings: call(none).returns<SavedRecordingsFact>(),
    /** Removes them, whatever their age, and says what went. */
    removeSavedRecordings: call(none).returns<SavedRecordingsFact>(),
    /** Main asks the window to run a menu command, by its palette id. */
    command: event<{ readonly id: string }>(),
    progress: event<Progress>(),
  },
  investigation: {
    state: call(none).returns<InvestigationState | null>(),
    openSample: call(none).returns<InvestigationState>(),
    /** Without a path a file dialog asks; answers null when it is dismissed. */
    open: call(
      z.strictObject({ path: path.optional() }),
    ).returns<InvestigationState | null>(),
    create: call(
      z.strictObject({ title: z.string().max(200).optional() }),
    ).returns<InvestigationState>(),
    save: call(
      z.strictObject({ path: path.optional(), saveAs: z.boolean().optional() }),
    ).returns<{ path: string; bytes: number } | null>(),
    saveView: call(viewState).returns<null>(),
    addNote: call(
      z.strictObject({
        text: z.string().min(1).max(100_000),
        aboutMillis: millis.nullable(),
      }),
    ).returns<Note>(),
    editNote: call(
      z.strictObject({ id, text: z.string().min(1).max(100_000) }),
    ).returns<Note>(),
    removeNote: call(z.strictObject({ id })).returns<null>(),
    readTranscript: call(none).returns<readonly TranscriptChunk[]>(),
    /** The state changed; series changes come as `series.appended`. */
    changed: event<InvestigationState>(),
  },
  target: {
    connect: call(
      z.strictObject({
        url: z.string().min(1).max(2048),
        pid: z.number().int().positive().optional(),
        /** What could harm the target is off unless asked for. */
        isProduction: z.boolean().optional(),
      }),
    ).returns<TargetState>(),
    /** Holds for what is begun from then on: a debugger that is attached stays as it is. */
    markProduction: call(
      z.strictObject({ targetId: id, isProduction: z.boolean() }),
    ).returns<null>(),
    disconnect: call(z.strictObject({ targetId: id })).returns<null>(),
    /** Builds and starts the bundled demo target, then connects to it. */
    startDemo: call(
      z.strictObject({ leak: z.boolean() }),
    ).returns<TargetState>(),
    stopDemo: call(none).returns<null>(),
  },
  series: {
    /** Reduced to at most `maxPoints` per series, keeping every minimum and maximum. */
    read: call(
      z.strictObject({
        targetId: id,
        names: z.array(z.string().max(100)).max(100),
        fromMillis: millis.optional(),
        toMillis: millis.optional(),
        maxPoints: z.number().int().min(10).max(1_000_000),
      }),
    ).returns<readonly SeriesData[]>(),
    appended: event<{
      /** Target ids are the same in every investigation: what is on its way when another one is opened is not of it. */
      readonly investigationId: string;
      readonly targetId: string;
      readonly untilMillis: number;
    }>(),
  },
  capture: {
    estimate: call(
      z.strictObject({
        targetId: id,
        kind: captureKind,
        gc: z.boolean(),
        stacks,
      }),
    ).returns<CaptureEstimate>(),
    take: call(
      z.strictObject({
        targetId: id,
        kind: captureKind,
        gc: z.boolean(),
        stacks,
      }),
    ).returns<Snapshot>(),
  },
  comparison: {
    /** Two snapshots side by side, place by place, each change with its interval. */
    table: call(
      z.strictObject({
        before: id,
        after: id,
        sampleType: z.string().max(200).optional(),
        lens,
      }),
    ).returns<ComparisonTable>(),
    /** How places went over many snapshots of one target; `app.progress` counts them under `progressId`. */
    trend: call(
      z.strictObject({
        snapshotIds: z.array(id).min(1).max(10_000),
        sampleType: z.string().max(200).optional(),
        lens,
        rowsAre: z.enum(trendRows),
        limit: z.number().int().min(1).max(10_000),
        progressId: id,
      }),
    ).returns<TrendTable>(),
  },
  profile: {
    summary: call(z.strictObject({ snapshotId: id })).returns<ProfileSummary>(),
    comparability: call(
      z.strictObject({ before: id, after: id }),
    ).returns<Comparability>(),
    top: call(
      z.strictObject({
        subject,
        sampleType: z.string().max(200).optional(),
        lens,
        cum: z.boolean(),
        /** With the 95 % intervals of a sampled heap's values. */
        intervals: z.boolean().optional(),
      }),
    ).returns<TopTable>(),
    /** What the filters match and leave; refuses an expression with `expression-invalid`, naming the filter. */
    lensEffect: call(
      z.strictObject({
        subject,
        sampleType: z.string().max(200).optional(),
        lens,
      }),
    ).returns<LensEffect>(),
    flame: call(
      z.strictObject({
        subject,
        sampleType: z.string().max(200).optional(),
        lens,
        /** Keys of labels whose values become frames at the root. */
        tagRoot: z.array(z.string().max(10_000)).max(8).optional(),
        /** Frames narrower than this share of the visible root are left out. */
        minFraction: z.number().min(0).max(1),
        /** Names from the root down to the frame that fills the width; empty = everything. */
        zoom: zoomPath,
        /** Of a comparison only what grew, or what shrank, stack by stack. */
        part: z.enum(grossParts).optional(),
      }),
    ).returns<FlameView>(),
    /** A function with its callers and its callees, as two flame views rooted at it. */
    sandwich: call(
      z.strictObject({
        subject,
        sampleType: z.string().max(200).optional(),
        lens,
        function: z.string().min(1).max(1_000_000),
        minFraction: z.number().min(0).max(1),
      }),
    ).returns<SandwichView>(),
    /** Text, or RE2 between slashes. Refuses the latter with `expression-invalid`. */
    search: call(
      z.strictObject({
        subject,
        sampleType: z.string().max(200).optional(),
        lens,
        text: z.string().max(longestFilter),
      }),
    ).returns<SearchResult>(),
    callers: call(z.strictObject(functionQuery)).returns<CallersView>(),
    tags: call(
      z.strictObject({
        subject,
        sampleType: z.string().max(200).optional(),
        lens,
      }),
    ).returns<TagsReport>(),
    /** The function's values in each snapshot like `snapshotId` (its target, its kind), oldest first. */
    functionSeries: call(
      z.strictObject({
        snapshotId: id,
        sampleType: z.string().max(200).optional(),
        lens,
        function: z.string().min(1).max(1_000_000),
      }),
    ).returns<FunctionSeries>(),
    goroutines: call(
      z.strictObject({ snapshotId: id, beforeId: id.nullable() }),
    ).returns<readonly GoroutineGroup[]>(),
    /** The member's raw bytes saved as a file that `go tool pprof` opens. */
    saveRaw: call(
      z.strictObject({ snapshotId: id, path: path.optional() }),
    ).returns<{ path: string } | null>(),
  },
  source: {
    /** A function's lines with their values, beside the text where the file is on this machine. */
    read: call(z.strictObject(sourceQuery)).returns<SourceView>(),
    /** Compiles the file's package for the compiler's notes; runs and fetches nothing. */
    escapes: call(z.strictObject(sourceQuery)).returns<EscapeReport>(),
    mappings: call(none).returns<readonly PathMapping[]>(),
    saveMappings: call(
      z.strictObject({ mappings: pathMappingsSchema }),
    ).returns<readonly PathMapping[]>(),
  },
  goroutines: {
    /** Nested groups of one snapshot, against an earlier one. */
    browse: call(
      z.strictObject({
        ...goroutineSubject,
        order: z.enum(rowOrders),
        open: z.array(groupPath).max(10_000),
        limit: z.number().int().min(1).max(100_000),
      }),
    ).returns<BrowserView>(),
    /** One group or goroutine; null when the path leads nowhere. */
    describe: call(
      z.strictObject({ ...goroutineSubject, path: groupPath }),
    ).returns<GoroutineDetails | null>(),
    /** Through every snapshot of the target that tells ids, oldest first. */
    follow: call(
      z.strictObject({
        targetId: id,
        goroutine: z.number().int().positive(),
      }),
    ).returns<readonly GoroutineMoment[]>(),
  },
  memory: {
    /** From RSS to the largest stacks; null when the target gave no counters. */
    reconcile: call(
      z.strictObject({
        targetId: id,
        /** Null = the heap snapshot nearest to `atMillis`. */
        snapshotId: id.nullable(),
        /** Null = the newest moment. */
        atMillis: millis.nullable(),
        stacks: z.number().int().min(1).max(1000),
      }),
    ).returns<MemoryReconciliation | null>(),
  },
  gdb,
  trace,
  holders,
  verdict: {
    read: call(none).returns<VerdictReport | null>(),
    changed: event<VerdictReport | null>(),
  },
} as const;

export type TrivetContract = typeof contract;

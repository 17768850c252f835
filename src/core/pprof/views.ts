// What the front ends see of a profile: small results, computed where the decoded profile lives (a worker).
// Integers are exact: a value beyond 2^53 is a bigint.

export type ExactInteger = number | bigint;

export interface SampleType {
  readonly type: string;
  readonly unit: string;
}

/** pprof's node identity; `functions` clears file names, as its command line does by default. */
export const granularities = [
  "functions",
  "filefunctions",
  "files",
  "lines",
  "addresses",
] as const;
export type Granularity = (typeof granularities)[number];

export interface ProfileSummary {
  readonly sampleTypes: readonly SampleType[];
  readonly defaultSampleType: string;
  /** Parallel to `sampleTypes`. */
  readonly totals: readonly ExactInteger[];
  readonly samples: number;
  readonly locations: number;
  readonly functions: number;
  readonly periodType: SampleType | null;
  readonly period: number;
  /** 0 when the profile does not say. */
  readonly timeMillis: number;
  readonly durationNs: number;
  readonly mappingFile: string;
  readonly buildId: string;
  readonly comments: readonly string[];
  /** Absent = protobuf. */
  readonly form?: "proto" | "text" | "folded";
  /** Stacks that the runtime cut off at the root; absent or null when none was, as far as one can tell. */
  readonly truncated?: {
    readonly limit: 32 | 128;
    readonly stacks: number;
  } | null;
}

export interface TopRow {
  /** As `go tool pprof -top` prints it, without the ` (inline)` suffix. */
  readonly name: string;
  readonly file: string;
  /** 0 unless the granularity is lines or addresses. */
  readonly line: number;
  readonly flat: ExactInteger;
  readonly cum: ExactInteger;
  /** Asked for: null where nothing was sampled. Absent when the values are not those of a sampled heap. */
  readonly flatInterval?: ValueInterval | null;
  readonly cumInterval?: ValueInterval | null;
}

/** What may be behind a value of a sampled heap profile, 95 %, and how many sampled objects it stands on. */
export interface ValueInterval {
  readonly low: number;
  readonly high: number;
  readonly samples: number;
}

export interface TopTable {
  readonly sampleType: SampleType;
  /** pprof's denominator: of the base profile for `diff_base`, else of all samples, always absolute. */
  readonly total: ExactInteger;
  readonly rows: readonly TopRow[];
}

/**
 * A call tree laid out for drawing: one entry per frame in depth-first order, children by width, widest first.
 * A comparison's width is `max(before, after)` summed over stacks, so that what shrank stays visible.
 */
export interface FlameView {
  readonly sampleType: SampleType;
  readonly total: number;
  readonly names: readonly string[];
  readonly files: readonly string[];
  /** Index into `names`. Entry 0 is the root, named "all". */
  readonly name: Uint32Array;
  /** Index into `files`. */
  readonly file: Uint32Array;
  readonly line: Uint32Array;
  readonly parent: Int32Array;
  readonly depth: Uint16Array;
  /** Left edge and width, in the unit of the sample type. */
  readonly start: Float64Array;
  readonly width: Float64Array;
  readonly self: Float64Array;
  /** Null for a single profile. */
  readonly before: Float64Array | null;
  readonly after: Float64Array | null;
  readonly inlined: Uint8Array;
  readonly maxDepth: number;
  /** Frames left out because they were narrower than the asked-for fraction; without any width, they are none. */
  readonly dropped: number;
}

/** One allocation bucket of a site: Go keys heap samples by stack and by object size. */
export interface SiteBucket {
  readonly objectBytes: number;
  readonly allocObjects: number;
  readonly allocBytes: number;
  readonly inuseObjects: number;
  readonly inuseBytes: number;
}

/** Where memory was allocated: the leaf-most frame outside the Go distribution, which is the line people can fix. */
export interface AllocationSite {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** The leaf function when it is another one (`strings.(*Builder).grow`), else "". */
  readonly via: string;
  readonly buckets: readonly SiteBucket[];
}

export interface SiteTable {
  /** MemProfileRate in bytes; 1 = every allocation. */
  readonly sampleRateBytes: number;
  readonly sites: readonly AllocationSite[];
}

export interface GoroutineGroup {
  /** Leaf first. */
  readonly frames: readonly {
    readonly function: string;
    readonly file: string;
    readonly line: number;
  }[];
  readonly count: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Count in the earlier snapshot; null when there is none to compare with. */
  readonly before: number | null;
}

/**
 * What a change is worth. `exact`: it was counted, not sampled. `beyond-sampling`: its 95 % interval does not hold 0.
 * `within-sampling`: it does. `one-sample`: and one sampled object explains all of it.
 */
export type ChangeCertainty =
  "exact" | "beyond-sampling" | "within-sampling" | "one-sample";

/** One place by one measure on both sides. Amounts in the unit of the sample type. */
export interface ChangeMeasure {
  readonly before: number;
  readonly after: number;
  /** What grew and what shrank, stack by stack; `grown - shrunk` is the change. Neither is negative. */
  readonly grown: number;
  readonly shrunk: number;
  /** 95 % interval of the change; the change itself where it was counted. */
  readonly low: number;
  readonly high: number;
  /** Intervals of the two sides by themselves; null where nothing was sampled, and where it was counted. */
  readonly beforeInterval: ValueInterval | null;
  readonly afterInterval: ValueInterval | null;
  readonly certainty: ChangeCertainty;
}

export interface ChangeRow {
  /** As in a `TopRow`. */
  readonly name: string;
  /** The function alone; "" where the granularity leaves it out. */
  readonly function: string;
  readonly file: string;
  readonly line: number;
  readonly flat: ChangeMeasure;
  readonly cum: ChangeMeasure;
}

/** Two profiles side by side: net, gross and share are three ways to read it. */
export interface ComparisonTable {
  readonly sampleType: SampleType;
  readonly total: ChangeMeasure;
  /** False: the values were counted, and intervals are the values themselves. */
  readonly sampled: boolean;
  /** In no order. */
  readonly rows: readonly ChangeRow[];
}

/** What a trend's rows are: functions by what they allocate themselves or with their callees, or whole stacks. */
export const trendRows = ["flat", "cum", "stack"] as const;
export type TrendRows = (typeof trendRows)[number];

/** How one row went over the profiles of a trend. */
export interface TrendRow {
  /** The function, file or line by the granularity; of a stack its leaf. */
  readonly name: string;
  /** The function alone; "" where the granularity leaves it out. */
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** Of a stack: names from the root to the leaf. Empty otherwise. */
  readonly stack: readonly string[];
  /** One value a profile, in the unit of the sample type. */
  readonly values: Float64Array;
  /** Units a second: Theil-Sen with its 95 % interval (the range of all pairs' slopes below six profiles). */
  readonly slope: number;
  readonly slopeLow: number;
  readonly slopeHigh: number;
  /** Of the steps between consecutive profiles, how many went up and down. */
  readonly grewIn: number;
  readonly shrankIn: number;
  /** The slope as a share of the total's; null where the total does not grow. */
  readonly share: number | null;
  /** Of the change from the first profile to the last. */
  readonly certainty: ChangeCertainty;
}

export interface TrendTable {
  readonly sampleType: SampleType;
  readonly rowsAre: TrendRows;
  /** When each profile is of, milliseconds since the epoch, ascending. */
  readonly times: Float64Array;
  /** The whole, as a row without a name. */
  readonly total: TrendRow;
  /** The largest growth first; what sampling explains after what it does not. */
  readonly rows: readonly TrendRow[];
  /** Rows left out because others moved more. */
  readonly omitted: number;
}

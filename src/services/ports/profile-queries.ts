// What is asked of profiles: the subject, one or two to compare, and the queries about it.

import type { GrossPart } from "../../core/comparison/gross-part.ts";
import type {
  BrowseQuery,
  GoroutineSelection,
  GoroutineSighting,
} from "../../core/goroutines/browser-views.ts";
import type { ProfileLens } from "../../core/pprof/lens.ts";
import type { SourceWish } from "../../core/pprof/source-view.ts";
import type { TrendRows } from "../../core/pprof/views.ts";

/** Ids are chosen by the caller. */
export type ProfileSubjectRef =
  | { readonly kind: "single"; readonly id: string }
  | {
      readonly kind: "comparison";
      readonly before: string;
      readonly after: string;
      readonly mode: "base" | "diff-base";
      readonly normalize: boolean;
    };
export interface TopQuery {
  readonly subject: ProfileSubjectRef;
  readonly sampleType?: string;
  readonly lens: ProfileLens;
  readonly cum: boolean;
  /** With the 95 % intervals of a sampled heap's values. */
  readonly intervals?: boolean | undefined;
}
export interface FlameQuery {
  readonly subject: ProfileSubjectRef;
  readonly sampleType?: string;
  readonly lens: ProfileLens;
  /** Keys of labels whose values become frames at the root, the first one outermost. */
  readonly tagRoot?: readonly string[] | undefined;
  readonly minFraction: number;
  readonly zoom: readonly string[];
  /** Of a comparison only what grew, or what shrank, stack by stack. */
  readonly part?: GrossPart | undefined;
}
export interface LensQuery {
  readonly subject: ProfileSubjectRef;
  readonly sampleType?: string;
  readonly lens: ProfileLens;
}
/** Goroutine snapshots to look at: one, and an earlier one to compare it with. */
export interface GoroutineSubject {
  readonly id: string;
  readonly beforeId: string | null;
  /** RE2 in any case over functions, files, creators, states and `key=value` labels, or a goroutine's id; "" = all. */
  readonly search: string;
}
export type BrowseGoroutinesQuery = GoroutineSubject & BrowseQuery;
export type DescribeGoroutinesQuery = GoroutineSubject & GoroutineSelection;
export interface FoundGoroutine {
  /** False for a snapshot that only counts goroutines. */
  readonly tellsIds: boolean;
  /** Null when there is no goroutine of that id. */
  readonly goroutine: GoroutineSighting | null;
}
/** About one function, by the name that the top table has for it. */
export interface FunctionQuery extends LensQuery {
  readonly function: string;
}
export interface SandwichQuery extends FunctionQuery {
  /** Frames below this share of the function are left out. */
  readonly minFraction: number;
}
export interface SearchQuery extends LensQuery {
  /** Text, or RE2 between slashes; in any case. */
  readonly text: string;
}
export interface SourceQuery extends LensQuery, SourceWish {}
/** Two profiles side by side. */
export interface CompareQuery {
  readonly before: string;
  readonly after: string;
  readonly sampleType?: string;
  readonly lens: ProfileLens;
}
export interface TrendQuery {
  readonly sampleType?: string;
  readonly lens: ProfileLens;
  readonly rowsAre: TrendRows;
}

// What the window's main process and the profile worker say to each other.

import type {
  BrowseGoroutinesQuery,
  CompareQuery,
  DescribeGoroutinesQuery,
  FlameQuery,
  FunctionQuery,
  LensQuery,
  SandwichQuery,
  SearchQuery,
  SourceQuery,
  TopQuery,
  TrendQuery,
} from "../../services/ports/profile-queries.ts";

export type WorkerCall =
  | {
      readonly method: "load";
      readonly id: string;
      readonly bytes: Uint8Array;
    }
  | { readonly method: "top"; readonly query: TopQuery }
  | { readonly method: "lensEffect"; readonly query: LensQuery }
  | { readonly method: "flame"; readonly query: FlameQuery }
  | { readonly method: "sandwich"; readonly query: SandwichQuery }
  | { readonly method: "search"; readonly query: SearchQuery }
  | { readonly method: "callers"; readonly query: FunctionQuery }
  | { readonly method: "functionValue"; readonly query: FunctionQuery }
  | { readonly method: "source"; readonly query: SourceQuery }
  | { readonly method: "tags"; readonly query: LensQuery }
  | { readonly method: "compare"; readonly query: CompareQuery }
  | {
      readonly method: "trendAdd";
      readonly trendId: string;
      readonly query: TrendQuery;
      readonly profile: { readonly id: string; readonly atMillis: number };
    }
  | {
      readonly method: "trendFinish";
      readonly trendId: string;
      readonly limit: number;
    }
  | { readonly method: "trendDrop"; readonly trendId: string }
  | { readonly method: "sites"; readonly id: string }
  | { readonly method: "holderSummary"; readonly id: string }
  | {
      readonly method: "goroutines";
      readonly id: string;
      readonly beforeId: string | null;
    }
  | {
      readonly method: "holders";
      readonly id: string;
      readonly beforeId: string | null;
    }
  | {
      readonly method: "browseGoroutines";
      readonly query: BrowseGoroutinesQuery;
    }
  | {
      readonly method: "describeGoroutines";
      readonly query: DescribeGoroutinesQuery;
    }
  | {
      readonly method: "findGoroutine";
      readonly id: string;
      readonly goroutine: number;
    }
  | {
      readonly method: "topStacks";
      readonly id: string;
      readonly count: number;
    }
  | {
      readonly method: "total";
      readonly id: string;
      readonly sampleType: string;
    }
  | { readonly method: "unload"; readonly id: string };

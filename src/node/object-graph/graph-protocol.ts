// What is asked of the thread that keeps graphs.

import type { GraphSource } from "../../core/object-graph/graph-engine.ts";
import type { PathSubject } from "./held-graphs.ts";

export type GraphCall =
  | {
      readonly method: "load";
      readonly id: string;
      readonly source: GraphSource;
    }
  | { readonly method: "unload" | "histogram"; readonly id: string }
  | { readonly method: "holders"; readonly id: string; readonly holder: number }
  | { readonly method: "path"; readonly id: string; readonly of: PathSubject }
  | {
      readonly method: "growth";
      readonly id: string;
      readonly beforeId: string;
    }
  | {
      readonly method: "profile";
      readonly id: string;
      readonly timeMillis: number;
    };

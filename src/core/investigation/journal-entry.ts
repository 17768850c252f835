// The journal is the investigation: a list of these entries in the order they happened. The live folder appends them,
// the archive carries them, and the model (investigation.ts) is nothing but a fold over them.

import type {
  Action,
  Gap,
  GcCycle,
  InvestigationEvent,
  Note,
  SeriesSource,
  Snapshot,
  Target,
  TranscriptChunk,
} from "./model.ts";
import type { ViewState } from "./view-state.ts";

/** The first entry of every journal. */
export interface HeaderEntry {
  readonly type: "header";
  readonly createdAtMillis: number;
  readonly title: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly host: string;
}

/** One reading of one source: every number it gave at one moment. */
export interface SampleEntry {
  readonly type: "sample";
  readonly targetId: string;
  readonly source: SeriesSource;
  readonly atMillis: number;
  /** How long the reading took: the target's latency, and our uncertainty about `atMillis`. */
  readonly tookMs: number;
  readonly values: Readonly<Record<string, number>>;
}

export type JournalEntry =
  | HeaderEntry
  | { readonly type: "target"; readonly target: Target }
  | SampleEntry
  | { readonly type: "gap"; readonly gap: Gap }
  | { readonly type: "gc"; readonly cycles: readonly GcCycle[] }
  | { readonly type: "snapshot"; readonly snapshot: Snapshot }
  | { readonly type: "event"; readonly event: InvestigationEvent }
  | { readonly type: "note"; readonly note: Note }
  | { readonly type: "note-removed"; readonly id: string }
  | { readonly type: "action"; readonly action: Action }
  | { readonly type: "transcript"; readonly chunk: TranscriptChunk }
  | {
      readonly type: "view";
      readonly atMillis: number;
      readonly view: ViewState;
    };

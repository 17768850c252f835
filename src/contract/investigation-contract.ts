// What window and main say to each other about the open investigation: its file, its state, its notes, its verdict.

import { z } from "zod";
import type { VerdictReport } from "../core/findings/finding.ts";
import type { TargetState } from "../core/investigation/live-state.ts";
import type {
  Action,
  Gap,
  GcCycle,
  InvestigationEvent,
  Note,
  Snapshot,
  TranscriptChunk,
} from "../core/investigation/model.ts";
import type { ViewState } from "../core/investigation/view-state.ts";
import { call, event } from "./define.ts";
import { id, millis, none, path } from "./fields.ts";
import { viewState } from "./view-state-schema.ts";

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

export const investigation = {
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
} as const;

export const verdict = {
  read: call(none).returns<VerdictReport | null>(),
  changed: event<VerdictReport | null>(),
} as const;

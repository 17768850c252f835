// Before an investigation is put away: what would go out of sight is asked about first, and what was chosen is done only
// once the next one lies open. Nothing is ever lost by leaving: a recording's folder stays on the disk.

import { TrivetError } from "../core/errors.ts";
import type { LiveInvestigation } from "./live-investigation.ts";

export type PartingAnswer = "save" | "leave" | "stay";

/** What there is to know before answering. */
export interface PartingQuestion {
  readonly title: string;
  readonly isRecording: boolean;
  readonly isAttached: boolean;
  /** The folder or archive in which everything is and stays. */
  readonly path: string;
}

/** An agreed farewell to one investigation. */
export interface Parting {
  readonly from: LiveInvestigation | null;
  /** Saves first, if that was the answer. Codes: those of saving. */
  readonly settle: () => Promise<void>;
}

export interface PartingParts {
  readonly ask: (question: PartingQuestion) => Promise<PartingAnswer>;
  /** Where to save; null when the user thinks better of it. */
  readonly choosePath: (live: LiveInvestigation) => Promise<string | null>;
  readonly save: (live: LiveInvestigation, path: string) => Promise<void>;
}

/** True when putting it away ends something or puts unsaved work out of sight. */
export function needsQuestion(live: LiveInvestigation | null): boolean {
  if (live === null) return false;
  return (
    live.recording ||
    live.session.unsaved ||
    live.debugger.state.status !== "detached"
  );
}

const nothingToSettle = (): Promise<void> => Promise.resolve();

/** Asks if there is reason to. Code: cancelled when it is to stay open. */
export async function agreeToPart(
  live: LiveInvestigation | null,
  { ask, choosePath, save }: PartingParts,
): Promise<Parting> {
  if (live === null || !needsQuestion(live))
    return { from: live, settle: nothingToSettle };
  const { session } = live;
  const answer = await ask({
    title: session.model.header?.title ?? "",
    isRecording: live.recording,
    isAttached: live.debugger.state.status !== "detached",
    path: session.path,
  });
  if (answer === "leave") return { from: live, settle: nothingToSettle };
  const path = answer === "save" ? await choosePath(live) : null;
  if (path === null)
    throw new TrivetError("cancelled", "the investigation stays open");
  return {
    from: live,
    settle: async () => {
      // What is said while the archive is written would not be in it.
      await live.unwatchAll();
      await save(live, path);
    },
  };
}

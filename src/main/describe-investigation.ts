// What the window gets to know of the open investigation: the model without its long parts, and what is true right now.

import type { InvestigationState } from "../contract/investigation-contract.ts";
import type { TargetState } from "../core/investigation/live-state.ts";
import type { Target, TargetCost } from "../core/investigation/model.ts";
import type { InvestigationSession } from "../services/investigation-session.ts";

export interface LiveParts {
  readonly id: string;
  readonly isSample: boolean;
  readonly isRecovered: boolean;
  /** The targets that are being watched, by id. */
  readonly watched: ReadonlyMap<string, TargetState>;
  /** What looking at a target of the past has cost it. */
  readonly costOf: (targetId: string) => TargetCost;
  readonly recording: boolean;
  readonly warnings: InvestigationState["warnings"];
}

/** Copies what changes: the arrays of the model go on growing while the message is on its way. */
export function describeInvestigation(
  session: InvestigationSession,
  live: LiveParts,
): InvestigationState {
  const { model } = session;
  return {
    id: live.id,
    title: model.header?.title ?? "",
    createdAtMillis: model.header?.createdAtMillis ?? 0,
    path: session.path,
    kind: kindOf(session, live.isSample),
    ...(live.isRecovered && { isRecovered: true }),
    recording: live.recording,
    savedTo: live.isSample ? null : session.savedTo,
    unsaved: session.unsaved,
    targets: [...model.targets.values()].map(
      (target) =>
        live.watched.get(target.id) ??
        endedTarget(target, live.costOf(target.id)),
    ),
    snapshots: [...model.snapshots],
    events: [...model.events],
    gaps: [...model.gaps],
    gcCycles: [...model.gcCycles],
    notes: [...model.notes],
    actions: [...model.actions],
    range: model.range,
    view: model.view,
    warnings: [...session.warnings, ...live.warnings],
  };
}

/** Saving makes a live copy of an archive first; that alone turns nobody's sample or archive into a recording. */
function kindOf(
  session: Pick<InvestigationSession, "kind" | "isAsArchived">,
  isSample: boolean,
): InvestigationState["kind"] {
  if (session.kind === "live" && !session.isAsArchived) return "live";
  return isSample ? "sample" : "archive";
}

/** A target of the past: nothing is being asked of it. */
function endedTarget(target: Target, cost: TargetCost): TargetState {
  return { target, status: "ended", cost, problem: null };
}

/** Every id that the investigation holds, so that a resumed recording goes on counting. */
export function takenIds({ model }: InvestigationSession): readonly string[] {
  return [
    ...model.targets.keys(),
    ...[model.snapshots, model.events, model.notes].flatMap((items) =>
      items.map(({ id }) => id),
    ),
    ...model.transcript.map(({ session }) => session),
  ];
}

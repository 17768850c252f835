// Graphs of a watched target's heap, and of cores: priced, taken, and shown.

import { hostname } from "node:os";
import type { TrivetContract } from "../../contract/contract.ts";
import type { Handlers } from "../../contract/define.ts";
import {
  captureHolders,
  estimateHolders,
} from "../../services/capture-holders.ts";
import {
  describeCoreTarget,
  keepCore,
  targetOfCore,
} from "../../services/keep-core-holders.ts";
import type { CoreFacts, TakenCore } from "../../services/ports/heap-graphs.ts";
import type { Desk } from "../desk.ts";
import type { Dialogs } from "../dialogs.ts";
import type { Emit } from "../emit.ts";
import type { LiveInvestigation } from "../live-investigation.ts";
import type { MachinePorts } from "../machine-ports.ts";
import type { Openers } from "../openers.ts";

export interface HoldersParts {
  readonly desk: Desk;
  readonly openers: Openers;
  readonly machine: MachinePorts;
  readonly dialogs: Dialogs;
  readonly emit: Emit;
  /** What the command line named. */
  readonly firstCore: string | null;
}

const progressSteps = 100;

export function holdersHandlers({
  desk,
  openers,
  machine,
  dialogs,
  emit,
  firstCore,
}: HoldersParts): Handlers<TrivetContract>["holders"] {
  const watcherOf = (targetId: string) => desk.current.target(targetId).watcher;
  let offered = firstCore;

  /** Of the same process as what is open, or a new investigation of its own. */
  const keep = async (
    facts: CoreFacts,
    group: string | null,
    take: () => Promise<TakenCore>,
  ): Promise<string> => {
    const { open } = desk;
    const known =
      open === null
        ? undefined
        : targetOfCore(open.session.model.targets.values(), facts);
    if (open !== null && known !== undefined) {
      const taken = await take();
      // Another one may have been opened meanwhile: the core is then none of its business.
      if (desk.open === open)
        return keepIn(open, known, { facts, taken, group });
    }
    const agreed = await desk.agree();
    const taken = await take();
    const ids = machine.newIds();
    const target = describeCoreTarget(facts, {
      id: ids.next("target"),
      host: hostname(),
    });
    const live = await openers.create(target.label, ids, agreed);
    live.session.append({ type: "target", target });
    return keepIn(live, target, { facts, taken, group });
  };

  return {
    estimate: ({ targetId }, signal) =>
      estimateHolders(watcherOf(targetId), desk.current.graphPorts, signal),
    take: ({ targetId, maxPauseMs, group }, signal) =>
      captureHolders(watcherOf(targetId), desk.current.graphPorts, {
        maxPauseMs,
        group,
        signal,
      }),
    read: ({ snapshotId, beforeId }, signal) =>
      desk.current.profiles.holders(snapshotId, beforeId, signal),
    openCore: async ({ core, executable, group, progressId }, signal) => {
      const report = (done: number): void =>
        emit("app.progress", {
          operation: "open-core",
          id: progressId,
          done: Math.round(done * progressSteps),
          total: progressSteps,
          unit: "steps",
        });
      // A thread of its own: it is over with the core, and so is the memory that it took.
      const graphs = machine.newGraphs();
      try {
        const facts = await graphs.identifyCore(core, executable, signal);
        const snapshotId = await keep(facts, group, () =>
          graphs.takeCore(facts, {
            group,
            // What is done is reported at the end, whatever the end is.
            onProgress: (done) => report(Math.min(done, 0.99)),
            signal,
          }),
        );
        return { snapshotId };
      } finally {
        report(1);
        await graphs.close();
      }
    },
    chooseFile: ({ what }) => dialogs.askCoreFile(what),
    offeredCore: () => {
      const core = offered;
      offered = null;
      return core;
    },
  };
}

async function keepIn(
  live: LiveInvestigation,
  target: Parameters<typeof keepCore>[1],
  core: Parameters<typeof keepCore>[0],
): Promise<string> {
  const { id } = await keepCore(core, target, {
    ...live.graphPorts,
    known: live.session.model.snapshots,
  });
  return id;
}

// Targets: connecting to one, leaving it, starting the bundled demo.

import type { TrivetContract } from "../../contract/contract.ts";
import type { Handlers } from "../../contract/define.ts";
import type { TargetState } from "../../core/investigation/live-state.ts";
import type { Target } from "../../core/investigation/model.ts";
import {
  connectTarget,
  type Connection,
  type ConnectRequest,
} from "../../services/connect.ts";
import { refuseForeignProcess } from "../../services/record-process.ts";
import type { Desk } from "../desk.ts";
import type { LiveInvestigation } from "../live-investigation.ts";
import type { MachinePorts } from "../machine-ports.ts";
import type { Openers } from "../openers.ts";
import type { Parting } from "../parting.ts";
import type { DemoHolder } from "../running-demo.ts";

export interface TargetParts {
  readonly desk: Desk;
  readonly openers: Openers;
  readonly machine: MachinePorts;
  readonly demo: DemoHolder;
}

export function targetHandlers({
  desk,
  openers,
  machine,
  demo,
}: TargetParts): Handlers<TrivetContract>["target"] {
  /**
   * One target at a time: a live investigation takes in its own target again, or the first one; for any other a new one
   * is begun, once the target has answered and what is open may be put away.
   */
  const connect = async (
    request: ConnectRequest,
    begin?: { readonly title: string; readonly agreed: Parting },
  ): Promise<{ live: LiveInvestigation; state: TargetState }> => {
    const open = desk.open;
    const mayStay = begin === undefined && open?.session.kind === "live";
    const home = mayStay ? open : null;
    const ids = home?.ids ?? machine.newIds();
    const { http, processes, clock } = machine;
    const connection = await connectTarget(request, {
      http,
      processes,
      clock,
      ids,
    });
    const { target, warnings } = connection;
    // What is open, and maybe recording, stays untouched.
    if (request.pid !== undefined && processes !== null)
      await refuseForeignProcess(target, warnings, processes);
    const live =
      home !== null && home === desk.open && isAtHome(home, target)
        ? home
        : await openers.create(
            begin?.title ?? target.label,
            ids,
            begin?.agreed,
          );
    return { live, state: await watchOnce(live, connection) };
  };

  return {
    connect: async ({ url, pid, isProduction }, signal) => {
      const request = { url, signal, ...(pid === undefined ? {} : { pid }) };
      const { live, state } = await connect(request);
      if (isProduction !== true) return state;
      const { watcher } = live.target(state.target.id);
      watcher.markProduction(true);
      return watcher.state;
    },
    markProduction: ({ targetId, isProduction }) => {
      desk.current.target(targetId).watcher.markProduction(isProduction);
      return null;
    },
    disconnect: async ({ targetId }) => {
      await desk.current.unwatch(targetId);
      return null;
    },
    startDemo: async ({ leak }, signal) => {
      const agreed = await desk.agree();
      const { url, pid } = await demo.start(leak, signal);
      try {
        const { live, state } = await connect(
          { url, pid, signal },
          { title: leak ? "gateway" : "gateway, leak off", agreed },
        );
        demo.settle(live, state.target.id);
        return state;
      } catch (error) {
        await demo.stop();
        throw error;
      }
    },
    stopDemo: async () => {
      await demo.stop();
      return null;
    },
  };
}

/** An investigation is about one target; another process at its address is that target after a restart. */
function isAtHome({ session }: LiveInvestigation, target: Target): boolean {
  return [...session.model.targets.values()].every(
    ({ url, countersUrl }) =>
      url === target.url && countersUrl === target.countersUrl,
  );
}

/** The same process at the same address is one target, however often it is connected to. */
async function watchOnce(
  live: LiveInvestigation,
  { target, warnings }: Connection,
): Promise<TargetState> {
  const isSame = (other: Target): boolean =>
    other.url === target.url &&
    other.countersUrl === target.countersUrl &&
    other.pid === target.pid &&
    other.startTicks === target.startTicks;
  const watching = live.targets.find(({ watcher }) => isSame(watcher.target));
  if (watching !== undefined) return watching.watcher.state;
  if (live.targets.length > 0) await live.unwatchAll();
  const known = [...live.session.model.targets.values()].find(isSame);
  const connection = {
    target:
      known === undefined
        ? target
        : {
            ...target,
            id: known.id,
            ...(known.isProduction !== undefined && {
              isProduction: known.isProduction,
            }),
          },
    warnings,
  };
  return live.watch(connection).watcher.state;
}

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
import type { Desk } from "../desk.ts";
import type { LiveInvestigation } from "../live-investigation.ts";
import type { MachinePorts } from "../machine-ports.ts";
import type { Openers } from "../openers.ts";
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
   * A live investigation takes the target in; next to an archive or the sample a new one is begun, and only once the
   * target has answered.
   */
  const connect = async (
    request: ConnectRequest,
    title?: string,
  ): Promise<{ live: LiveInvestigation; state: TargetState }> => {
    const open = desk.open;
    const home = open?.session.kind === "live" ? open : null;
    const ids = home?.ids ?? machine.newIds();
    const { http, processes, clock } = machine;
    const connection = await connectTarget(request, {
      http,
      processes,
      clock,
      ids,
    });
    const live =
      home !== null && home === desk.open
        ? home
        : await openers.create(title ?? connection.target.label, ids);
    return { live, state: watchOnce(live, connection) };
  };

  return {
    connect: async ({ url, pid }, signal) => {
      const request = { url, signal, ...(pid === undefined ? {} : { pid }) };
      return (await connect(request)).state;
    },
    disconnect: async ({ targetId }) => {
      await desk.current.unwatch(targetId);
      return null;
    },
    startDemo: async ({ leak }, signal) => {
      const { url, pid } = await demo.start(leak, signal);
      try {
        // What is not being recorded is left as it is: the demo gets an investigation of its own.
        if (desk.open?.recording !== true)
          await openers.create(leak ? "gateway" : "gateway, leak off");
        const { live, state } = await connect({ url, pid, signal });
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

/** The same process at the same address is one target, however often it is connected to. */
function watchOnce(
  live: LiveInvestigation,
  { target, warnings }: Connection,
): TargetState {
  const isSame = (other: Target): boolean =>
    other.url === target.url &&
    other.pid === target.pid &&
    other.startTicks === target.startTicks;
  const watching = live.targets.find(({ watcher }) => isSame(watcher.target));
  if (watching !== undefined) return watching.watcher.state;
  const known = [...live.session.model.targets.values()].find(isSame);
  const connection = {
    target: known === undefined ? target : { ...target, id: known.id },
    warnings,
  };
  return live.watch(connection).watcher.state;
}

// The contract on Electron's IPC: every call from a trusted page is dispatched with an AbortController of its own, which
// the page may fire by call id and which fires by itself when the page goes away.

import type { IpcMain, IpcMainInvokeEvent, WebContents } from "electron";
import type { Reply } from "../contract/define.ts";
import { TrivetError } from "../core/errors.ts";
import { toWireError, type Dispatch } from "./dispatch.ts";

/** Not a call of the contract: it has no answer. The preload knows it by the same name. */
export const cancelChannel = "trivet.cancel";

export interface ServeOptions {
  readonly ipcMain: IpcMain;
  readonly channels: readonly string[];
  /** The services are loaded while the window already paints: calls wait for them here. */
  readonly dispatch: () => Promise<Dispatch>;
  readonly isTrusted: (
    event: Pick<IpcMainInvokeEvent, "sender" | "senderFrame">,
  ) => boolean;
}

const isCallId = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

/** Registers every channel. Each answers with a Reply; nothing is ever thrown across the boundary. */
export function serveContract(options: ServeOptions): void {
  const running = new WeakMap<WebContents, Map<number, AbortController>>();

  const callsOf = (sender: WebContents): Map<number, AbortController> => {
    const known = running.get(sender);
    if (known !== undefined) return known;
    const calls = new Map<number, AbortController>();
    running.set(sender, calls);
    const abortAll = (): void => {
      for (const controller of calls.values())
        controller.abort(new TrivetError("cancelled", "the window went away"));
      calls.clear();
    };
    sender.on("destroyed", abortAll);
    sender.on("render-process-gone", abortAll);
    sender.on("did-start-navigation", (details) => {
      if (details.isMainFrame && !details.isSameDocument) abortAll();
    });
    return calls;
  };

  const serve = async (
    channel: string,
    event: IpcMainInvokeEvent,
    callId: unknown,
    input: unknown,
  ): Promise<Reply<unknown>> => {
    if (!options.isTrusted(event)) return refuse("untrusted sender");
    if (!isCallId(callId)) return refuse(`${channel}: call id missing`);
    const calls = callsOf(event.sender);
    if (calls.has(callId)) return refuse(`${channel}: call id in use`);
    const controller = new AbortController();
    calls.set(callId, controller);
    try {
      const dispatch = await options.dispatch();
      return await dispatch(channel, input, controller.signal);
    } catch (thrown) {
      return { ok: false, error: toWireError(thrown) };
    } finally {
      calls.delete(callId);
    }
  };

  for (const channel of options.channels)
    options.ipcMain.handle(channel, (event, callId: unknown, input: unknown) =>
      serve(channel, event, callId, input),
    );
  options.ipcMain.on(cancelChannel, (event, callId: unknown) => {
    if (!options.isTrusted(event) || !isCallId(callId)) return;
    running
      .get(event.sender)
      ?.get(callId)
      ?.abort(new TrivetError("cancelled", "cancelled from the window"));
  });
}

function refuse(message: string): Reply<never> {
  return {
    ok: false,
    error: toWireError(new TrivetError("bad-request", message)),
  };
}

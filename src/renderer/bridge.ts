// The only door to the main process: a typed client over what the preload put on `window.trivet`. It is built from the
// channel names alone, so that the validator (which main runs) is not bundled into the window.

import type { Bridge } from "../contract/channels.ts";
import { callChannels, eventChannels } from "../contract/channels.ts";
import type { TrivetContract } from "../contract/contract.ts";
import type { Client, Reply, WireError } from "../contract/define.ts";

export type TrivetClient = Client<TrivetContract>;

declare global {
  interface Window {
    readonly trivet?: Bridge;
  }
}

const failure = (code: WireError["code"], message: string): Reply<never> => ({
  ok: false,
  error: { code, message, detail: {} },
});

interface CallOptions {
  readonly signal?: AbortSignal;
}

/**
 * Builds the client. A missing bridge, a bridge that throws and an answer that is no `Reply` become failures with a
 * code, so that callers have one way to fail; an aborted call answers `cancelled` at once and tells main to stop.
 */
export function createClient(
  findBridge: () => Bridge | undefined,
): TrivetClient {
  let nextCallId = 1;

  const callChannel = async (
    channel: string,
    input: unknown,
    { signal }: CallOptions,
  ): Promise<Reply<unknown>> => {
    const bridge = findBridge();
    if (bridge === undefined)
      return failure("internal", `${channel}: the window has no main process`);
    if (signal?.aborted === true) return failure("cancelled", channel);
    const callId = nextCallId++;
    const answer = bridge.call(channel, callId, input).then(
      (reply) =>
        isReply(reply)
          ? reply
          : failure("internal", `${channel}: answer is not a reply`),
      (thrown: unknown) =>
        failure("internal", `${channel}: ${describe(thrown)}`),
    );
    if (signal === undefined) return answer;
    return new Promise((resolve) => {
      const onAbort = (): void => {
        bridge.cancel(callId);
        resolve(failure("cancelled", channel));
      };
      signal.addEventListener("abort", onAbort, { once: true });
      void answer.then((reply) => {
        signal.removeEventListener("abort", onAbort);
        resolve(reply);
      });
    });
  };

  const groups: Record<string, Record<string, unknown>> = {};
  const member = (
    channel: string,
    rename: (name: string) => string,
    value: unknown,
  ) => {
    const [group = "", name = ""] = channel.split(".");
    (groups[group] ??= {})[rename(name)] = value;
  };
  for (const channel of callChannels)
    member(
      channel,
      (name) => name,
      (input: unknown, options: CallOptions = {}) =>
        callChannel(channel, input, options),
    );
  for (const channel of eventChannels)
    member(
      channel,
      (name) => `on${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      (listener: (payload: unknown) => void) =>
        findBridge()?.on(channel, listener) ?? (() => undefined),
    );
  // The shape is the contract's by construction; a unit test holds `channels.ts` equal to it.
  return groups as unknown as TrivetClient;
}

function isReply(value: unknown): value is Reply<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "ok" in value &&
    typeof value.ok === "boolean"
  );
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The window's one client. */
export const trivet: TrivetClient = createClient(() =>
  typeof window === "undefined" ? undefined : window.trivet,
);

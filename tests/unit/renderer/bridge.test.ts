import { describe, expect, it } from "vitest";
import type { Bridge } from "../../../src/contract/channels.ts";
import { createClient } from "../../../src/renderer/bridge.ts";

interface Recorded {
  readonly channel: string;
  readonly callId: number;
  readonly input: unknown;
}

/** A bridge that answers what it is told to, and writes down what it was asked. */
function recordingBridge(answer: () => Promise<unknown>): {
  readonly bridge: Bridge;
  readonly calls: Recorded[];
  readonly cancelled: number[];
  readonly emit: (channel: string, payload: unknown) => void;
} {
  const calls: Recorded[] = [];
  const cancelled: number[] = [];
  const listeners = new Map<string, ((payload: unknown) => void)[]>();
  return {
    calls,
    cancelled,
    emit: (channel, payload) =>
      listeners.get(channel)?.forEach((listener) => listener(payload)),
    bridge: {
      call: (channel, callId, input) => {
        calls.push({ channel, callId, input });
        return answer();
      },
      cancel: (callId) => void cancelled.push(callId),
      on: (channel, listener) => {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener]);
        return () => listeners.delete(channel);
      },
    },
  };
}

describe("the window's client", () => {
  it("sends each call under its channel with an id of its own", async () => {
    const { bridge, calls } = recordingBridge(async () => ({
      ok: true,
      value: null,
    }));
    const client = createClient(() => bridge);
    await client.gdb.input({ text: "bt\n" });
    const reply = await client.gdb.input({ text: "c\n" });
    expect(reply).toEqual({ ok: true, value: null });
    expect(calls.map(({ channel }) => channel)).toEqual([
      "gdb.input",
      "gdb.input",
    ]);
    expect(calls[0]?.callId).not.toBe(calls[1]?.callId);
    expect(calls[1]?.input).toEqual({ text: "c\n" });
  });

  it("answers cancelled at once and tells main", async () => {
    const { bridge, calls, cancelled } = recordingBridge(
      () => new Promise(() => undefined),
    );
    const client = createClient(() => bridge);
    const controller = new AbortController();
    const waiting = client.verdict.read({}, { signal: controller.signal });
    controller.abort();
    expect(await waiting).toMatchObject({
      ok: false,
      error: { code: "cancelled" },
    });
    expect(cancelled).toEqual([calls[0]?.callId]);
  });

  it("does not call at all when it was aborted before", async () => {
    const { bridge, calls } = recordingBridge(async () => ({ ok: true }));
    const reply = await createClient(() => bridge).verdict.read(
      {},
      { signal: AbortSignal.abort() },
    );
    expect(reply.ok).toBe(false);
    expect(calls).toHaveLength(0);
  });

  it.each([
    ["no bridge", () => undefined],
    [
      "a bridge that throws",
      () =>
        recordingBridge(async () => {
          throw new Error("port closed");
        }).bridge,
    ],
    ["an answer that is no reply", () => recordingBridge(async () => 7).bridge],
  ])("turns %s into a failure with a code", async (_what, findBridge) => {
    const reply = await createClient(findBridge).app.info({});
    expect(reply).toMatchObject({ ok: false, error: { code: "internal" } });
  });

  it("names events on…, and takes a listener back", () => {
    const { bridge, emit } = recordingBridge(async () => null);
    const client = createClient(() => bridge);
    const seen: string[] = [];
    const dispose = client.gdb.onOutput(({ text }) => seen.push(text));
    emit("gdb.output", { text: "(gdb) " });
    dispose();
    emit("gdb.output", { text: "late" });
    expect(seen).toEqual(["(gdb) "]);
  });
});

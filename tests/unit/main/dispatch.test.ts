import { describe, expect, it } from "vitest";
import { z } from "zod";
import { call, event } from "../../../src/contract/define.ts";
import { TrivetError } from "../../../src/core/errors.ts";
import { createDispatch } from "../../../src/main/dispatch.ts";

const contract = {
  shop: {
    buy: call(
      z.strictObject({ amount: z.number().int().positive() }),
    ).returns<number>(),
    changed: event<null>(),
  },
} as const;

function setUp(
  buy: (input: { amount: number }, signal: AbortSignal) => number,
) {
  const unforeseen: string[] = [];
  const dispatch = createDispatch(contract, { shop: { buy } }, (channel) =>
    unforeseen.push(channel),
  );
  return { unforeseen, dispatch, signal: new AbortController().signal };
}

describe("createDispatch", () => {
  it("hands parsed input to the handler and wraps its answer", async () => {
    const { dispatch, signal } = setUp(({ amount }) => amount * 2);
    expect(await dispatch("shop.buy", { amount: 3 }, signal)).toEqual({
      ok: true,
      value: 6,
    });
  });

  it("refuses bad input before the handler sees it, naming the place", async () => {
    let ran = false;
    const { dispatch, signal } = setUp(() => {
      ran = true;
      return 0;
    });
    for (const input of [
      { amount: -1 },
      { amount: "3" },
      { amount: 1, extra: true },
      {},
      null,
      undefined,
      [],
    ]) {
      const reply = await dispatch("shop.buy", input, signal);
      expect(reply).toMatchObject({
        ok: false,
        error: { code: "bad-request" },
      });
    }
    const reply = await dispatch("shop.buy", { amount: -1 }, signal);
    expect(reply).toMatchObject({
      error: { message: expect.stringContaining("amount") as unknown },
    });
    expect(ran).toBe(false);
  });

  it("knows no call beyond the contract: not events, not prototype names", async () => {
    const { dispatch, signal } = setUp(() => 0);
    for (const channel of [
      "shop.sell",
      "shop.changed",
      "shop.__proto__",
      "__proto__.buy",
      "constructor",
      "shop",
      "",
    ])
      expect(await dispatch(channel, { amount: 1 }, signal)).toMatchObject({
        ok: false,
        error: { code: "bad-request" },
      });
  });

  it("answers a TrivetError by its code and detail, without stack or cause", async () => {
    const { dispatch, signal, unforeseen } = setUp(() => {
      throw new TrivetError("disk-full", "no space on /data", {
        cause: new Error("ENOSPC secret"),
        detail: { freeBytes: 0 },
      });
    });
    const reply = await dispatch("shop.buy", { amount: 1 }, signal);
    expect(reply).toEqual({
      ok: false,
      error: {
        code: "disk-full",
        message: "no space on /data",
        detail: { freeBytes: 0 },
      },
    });
    expect(JSON.stringify(reply)).not.toContain("secret");
    expect(unforeseen).toEqual([]);
  });

  it("turns what nobody foresaw into `internal` and tells the log", async () => {
    const { dispatch, signal, unforeseen } = setUp(() => {
      throw new RangeError("index 7");
    });
    const reply = await dispatch("shop.buy", { amount: 1 }, signal);
    expect(reply).toEqual({
      ok: false,
      error: { code: "internal", message: "index 7", detail: {} },
    });
    expect(unforeseen).toEqual(["shop.buy"]);
  });

  it("does not start what was cancelled before it began", async () => {
    let ran = false;
    const { dispatch } = setUp(() => {
      ran = true;
      return 0;
    });
    const controller = new AbortController();
    controller.abort();
    const reply = await dispatch("shop.buy", { amount: 1 }, controller.signal);
    expect(reply).toMatchObject({ ok: false, error: { code: "cancelled" } });
    expect(ran).toBe(false);
  });
});

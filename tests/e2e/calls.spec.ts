// Calls that take long: each is cancelled by itself, and none outlives the page that asked.

import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, test } from "../support/e2e-app.ts";

let server: Server;
let open: Set<Socket>;
let url: string;
/** Takes the connection and never answers. */
test.beforeEach(async () => {
  open = new Set();
  server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
    socket.on("close", () => open.delete(socket));
    socket.resume();
  });
  await new Promise<void>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve()),
  );
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/debug/pprof`;
});
test.afterEach(() => {
  for (const socket of open) socket.destroy();
  server.close();
});

interface Bridge {
  call(channel: string, callId: number, input: unknown): Promise<unknown>;
  cancel(callId: number): void;
}

test("a call is cancelled by its own id, the one beside it goes on", async ({
  launch,
}) => {
  const { page } = await launch();
  await page.evaluate((target) => {
    const scope = window as unknown as {
      trivet: Bridge;
      replies: Record<number, unknown>;
    };
    scope.replies = {};
    for (const callId of [9_000_001, 9_000_002])
      void scope.trivet
        .call("target.connect", callId, { url: target })
        .then((reply) => {
          scope.replies[callId] = reply;
        });
  }, url);
  await expect.poll(() => open.size).toBe(2);
  const replies = (): Promise<Record<number, { ok: boolean }>> =>
    page.evaluate(
      () =>
        (window as unknown as { replies: Record<number, { ok: boolean }> })
          .replies,
    );
  await page.evaluate(() =>
    (window as unknown as { trivet: Bridge }).trivet.cancel(9_000_001),
  );
  await expect.poll(replies).toEqual({
    9_000_001: {
      ok: false,
      error: expect.objectContaining({ code: "cancelled" }) as unknown,
    },
  });
  await expect.poll(() => open.size).toBe(1);
});

test("what a page asked for ends with the page", async ({ launch }) => {
  const { page } = await launch();
  await page.evaluate((target) => {
    void (window as unknown as { trivet: Bridge }).trivet.call(
      "target.connect",
      9_000_001,
      { url: target },
    );
  }, url);
  await expect.poll(() => open.size).toBe(1);
  await page.reload();
  await expect.poll(() => open.size).toBe(0);
});

test("one call id is one call", async ({ launch }) => {
  const { page } = await launch();
  const second = await page.evaluate(async (target) => {
    const { trivet } = window as unknown as { trivet: Bridge };
    void trivet.call("target.connect", 9_000_001, { url: target });
    const reply = await trivet.call("app.info", 9_000_001, {});
    trivet.cancel(9_000_001);
    return reply;
  }, url);
  expect(second).toMatchObject({ ok: false, error: { code: "bad-request" } });
});

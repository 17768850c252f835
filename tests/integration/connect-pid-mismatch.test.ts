// Connecting in the window to a URL with another process's PID: its counters, memory and debugger would be another
// program's. Refused, and what is open stays as it was.

import { afterEach, expect, it } from "vitest";
import { SequentialIdentifiers } from "../../src/node/clock/sequential-identifiers.ts";
import { SystemClock } from "../../src/node/clock/system-clock.ts";
import { NodeHttpFetcher } from "../../src/node/collectors/http/http-fetcher.ts";
import { ProcfsInspector } from "../../src/node/collectors/procfs/procfs-inspector.ts";
import {
  targetHandlers,
  type TargetParts,
} from "../../src/main/handlers/target.ts";
import { startGateway, type GatewayTarget } from "../support/gateway-target.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(): Promise<GatewayTarget> {
  const gateway = await startGateway({ rate: 0 });
  closing.push(() => gateway.kill());
  return gateway;
}

it("refuses the PID of another process, of another program or its twin", async () => {
  const [gateway, twin] = [await start(), await start()];
  const http = new NodeHttpFetcher();
  closing.push(() => http.close());
  const created: string[] = [];
  const handlers = targetHandlers({
    desk: { open: null },
    openers: {
      create: (title: string) => {
        created.push(title);
        return Promise.reject(new Error("far enough"));
      },
    },
    machine: {
      http,
      processes: new ProcfsInspector(),
      clock: new SystemClock(),
      newIds: () => new SequentialIdentifiers(),
    },
    demo: {},
  } as unknown as TargetParts);
  const { signal } = new AbortController();
  for (const pid of [process.pid, twin.pid])
    await expect(
      handlers.connect({ url: gateway.url, pid }, signal),
    ).rejects.toMatchObject({
      code: "pid-mismatch",
      detail: { pid, listener: gateway.pid },
    });
  expect(created).toEqual([]);
  await expect(
    handlers.connect({ url: gateway.url, pid: gateway.pid }, signal),
  ).rejects.toThrow("far enough");
  expect(created).toHaveLength(1);
});

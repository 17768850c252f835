// Targets that take a connection and keep silent, and people who wait for them.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NodeHttpFetcher } from "../../src/node/collectors/http/http-fetcher.ts";
import { runCli } from "../support/run-cli.ts";
import { startRawServer, type RawServer } from "../support/raw-server.ts";

let silent: RawServer;
let slow: RawServer;
beforeAll(async () => {
  silent = await startRawServer(() => undefined);
  slow = await startRawServer((socket) => {
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n");
    let sent = 0;
    const timer = setInterval(() => {
      socket.write("x");
      if (++sent === 12) clearInterval(timer);
    }, 100);
    socket.on("close", () => clearInterval(timer));
  });
});
afterAll(async () => {
  await silent.close();
  await slow.close();
});

describe("the longest wait for a byte", () => {
  const limits = { timeoutMs: 60_000, maxBytes: 1000 };

  it("ends a request that is not answered", async () => {
    const http = new NodeHttpFetcher();
    await expect(
      http.get({ url: silent.url, idleMs: 200, ...limits }),
    ).rejects.toMatchObject({
      code: "target-timeout",
      message: expect.stringContaining("no answer within 200 ms") as string,
    });
    http.close();
  });

  it("is counted from the last byte: twelve of them may take longer together", async () => {
    const http = new NodeHttpFetcher();
    // Six times the pause between two bytes, and half of what all of them take.
    const { body } = await http.get({ url: slow.url, idleMs: 600, ...limits });
    expect(body.length).toBe(12);
    http.close();
  });
});

it.each(["profile", "goroutines"])(
  "trivet %s says whom it waits for, and stops on Ctrl-C",
  async (command) => {
    const controller = new AbortController();
    const { code, stderr } = await runCli(
      command === "profile"
        ? ["profile", "top", silent.url]
        : ["goroutines", silent.url],
      {
        signal: controller.signal,
        onStderr: (text) => {
          if (text.startsWith("waiting")) controller.abort();
        },
      },
    );
    expect(code).toBe(130);
    expect(stderr).toContain(`waiting for ${silent.url}`);
  },
);

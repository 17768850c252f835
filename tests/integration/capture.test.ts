// Snapshots of the real demo target, and of servers that answer badly: the right code each, and nothing else stops.

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import http from "node:http";
import type net from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Target } from "../../src/core/investigation/model.ts";
import { NodeHttpFetcher } from "../../src/node/collectors/http/http-fetcher.ts";
import { ProcfsInspector } from "../../src/node/collectors/procfs/procfs-inspector.ts";
import { InProcessProfileEngine } from "../../src/node/profile-engine/in-process-engine.ts";
import { TargetCapturer } from "../../src/services/capture.ts";
import { checkByDecoding } from "../../src/services/capture-check.ts";
import { captureKinds } from "../../src/services/capture-request.ts";
import { connectTarget } from "../../src/services/connect.ts";
import { TargetCostMeter } from "../../src/services/watch-cost.ts";
import { startGateway, type GatewayTarget } from "../support/gateway-target.ts";
import { openLiveSession, type LiveSession } from "../support/live-session.ts";
import { listen } from "../support/raw-server.ts";

let live: LiveSession;
let fetcher: NodeHttpFetcher;
let gateway: GatewayTarget;
const engine = new InProcessProfileEngine();
const processes = new ProcfsInspector();
const closing: (() => unknown)[] = [];
beforeEach(async () => {
  live = await openLiveSession();
  fetcher = new NodeHttpFetcher();
  gateway = await startGateway({ rate: 200 });
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await gateway.kill();
  fetcher.close();
  await live.close();
});

function capturerOf(target: Target): {
  readonly capturer: TargetCapturer;
  readonly cost: TargetCostMeter;
} {
  const cost = new TargetCostMeter();
  const capturer = new TargetCapturer(
    { target, cost, medianLatencyMs: 2 },
    {
      http: fetcher,
      processes,
      clock: live.clock,
      ids: live.ids,
      journal: live.session,
      check: checkByDecoding(engine),
    },
  );
  return { capturer, cost };
}
const connect = async (url = gateway.url): Promise<Target> =>
  (await connectTarget({ url }, { ...live, http: fetcher, processes })).target;
const model = () => live.session.model;
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "none",
    (error: { code?: string }) => error.code ?? "not a TrivetError",
  );

/** Passes everything on to the gateway but what `spoil` answers itself (it returns true then). */
async function spoiledTarget(
  spoil: (path: string, answer: http.ServerResponse) => boolean,
): Promise<Target> {
  const sockets = new Set<net.Socket>();
  const proxy = http.createServer((incoming, answer) => {
    const requested = incoming.url ?? "";
    if (spoil(requested, answer)) return;
    http.get(
      `${new URL(gateway.url).origin}${requested}`,
      (upstream) => void upstream.pipe(answer),
    );
  });
  proxy.on("connection", (socket: net.Socket) => sockets.add(socket));
  const server = await listen(proxy, sockets);
  closing.push(() => server.close());
  return connect(server.url);
}

describe("a snapshot", () => {
  it("of each kind is evidence that go tool pprof opens, with its collection", async () => {
    const { capturer, cost } = capturerOf(await connect());
    for (const kind of captureKinds) {
      const snapshot = await capturer.take({ kind, gc: false });
      const bytes = await live.session.readEvidence(snapshot.member);
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(
        snapshot.sha256,
      );
      expect(snapshot).toMatchObject({
        kind,
        bytes: bytes.length,
        forcedGc: false,
        request: `${gateway.url}/${kind}`,
      });
      expect(snapshot.gcCount).toBeGreaterThanOrEqual(0);
      expect(snapshot.atMillis).toBeGreaterThanOrEqual(
        snapshot.requestedAtMillis,
      );
      const file = path.join(live.folder, `${kind}.pb.gz`);
      await writeFile(file, bytes);
      const { stdout } = await promisify(execFile)("go", [
        "tool",
        "pprof",
        "-top",
        file,
      ]);
      expect(stdout).toContain("flat%");
    }
    expect(model().snapshots.map(({ kind }) => kind)).toEqual([
      ...captureKinds,
    ]);
    expect(model().events.map(({ kind }) => kind)).toEqual(
      captureKinds.map(() => "snapshot"),
    );
    expect(model().actions).toHaveLength(3);
    expect(cost.value).toMatchObject({ requests: 9, forcedGcs: 0 });
  });

  it("with gc=1 forces a collection, says so, and is measured for the next estimate", async () => {
    const { capturer, cost } = capturerOf(await connect());
    expect(capturer.estimate("heap", true)).toMatchObject({
      basis: "rule-of-thumb",
      gcMs: null,
    });
    const plain = await capturer.take({ kind: "heap", gc: false });
    const snapshot = await capturer.take({ kind: "heap", gc: true });
    // The forced collection itself is counted.
    expect(snapshot.gcCount).toBeGreaterThan(plain.gcCount ?? Infinity);
    expect(snapshot).toMatchObject({
      forcedGc: true,
      request: `${gateway.url}/heap?gc=1`,
    });
    const { data } = model().events.at(-1)!;
    expect(data["gcAfter"]).toBeGreaterThan(Number(data["gcBefore"]));
    expect(cost.value.forcedGcs).toBe(1);
    expect(capturer.estimate("heap", true).basis).toBe("measured-before");
    const goroutine = await capturer.take({ kind: "goroutine", gc: true });
    expect(goroutine.forcedGc).toBe(false);
  });

  it("reports progress and can be cancelled, which is no failure", async () => {
    const target = await spoiledTarget((requested, answer) => {
      if (!requested.startsWith("/debug/pprof/heap?gc=1")) return false;
      answer.writeHead(200, { "content-length": 1000 }).write("x".repeat(100));
      return true;
    });
    const { capturer } = capturerOf(target);
    const controller = new AbortController();
    const seen: number[] = [];
    const code = await codeOf(
      capturer.take({
        kind: "heap",
        gc: true,
        signal: controller.signal,
        onProgress: (bytes) => {
          seen.push(bytes);
          controller.abort();
        },
      }),
    );
    expect(code).toBe("cancelled");
    expect(seen).toEqual([100]);
    expect(model().events).toEqual([]);
    // The next one of the same kind is not held up by it.
    expect((await capturer.take({ kind: "heap", gc: false })).kind).toBe(
      "heap",
    );
  });

  it("waits for another of its kind and for no other", async () => {
    let under = 0;
    let most = 0;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const target = await spoiledTarget((requested, answer) => {
      if (requested !== "/debug/pprof/allocs") return false;
      most = Math.max(most, ++under);
      void released.then(() => {
        under--;
        answer.end(gzipSync(""));
      });
      return true;
    });
    const { capturer } = capturerOf(target);
    const slow = [1, 2].map(() =>
      codeOf(capturer.take({ kind: "allocs", gc: false })),
    );
    await capturer.take({ kind: "heap", gc: false });
    release();
    await Promise.all(slow);
    expect(most).toBe(1);
  });
});

describe("a bad answer", () => {
  it.each<[string, (answer: http.ServerResponse, whole: Buffer) => void]>([
    ["profile-not-served", (answer) => answer.writeHead(404).end("unknown")],
    ["http-status", (answer) => answer.writeHead(500).end("boom")],
    [
      "not-go-pprof",
      (answer) => {
        answer.setHeader("content-type", "text/html");
        answer.end("<html>log in</html>");
      },
    ],
    [
      "body-truncated",
      (answer, whole) => {
        answer.writeHead(200, { "content-length": whole.length });
        answer.write(whole.subarray(0, whole.length / 2), () =>
          answer.destroy(),
        );
      },
    ],
    ["body-truncated", (answer) => answer.end()],
    [
      "profile-truncated",
      (answer, whole) => answer.end(whole.subarray(0, whole.length / 2)),
    ],
    [
      "profile-truncated",
      (answer, whole) => {
        const plain = gunzipSync(whole);
        answer.end(gzipSync(plain.subarray(0, plain.length - 3)));
      },
    ],
    [
      "body-too-large",
      (answer) =>
        answer.writeHead(200, { "content-length": 300 << 20 }).flushHeaders(),
    ],
  ])(
    "of one kind is %s, on record, and the others go on",
    async (code, spoil) => {
      const whole = Buffer.from(
        await (await fetch(`${gateway.url}/allocs`)).arrayBuffer(),
      );
      const target = await spoiledTarget((requested, answer) => {
        if (requested !== "/debug/pprof/allocs") return false;
        spoil(answer, whole);
        return true;
      });
      const { capturer } = capturerOf(target);
      const [bad, heap, goroutine] = await Promise.all([
        codeOf(capturer.take({ kind: "allocs", gc: false })),
        capturer.take({ kind: "heap", gc: false }),
        capturer.take({ kind: "goroutine", gc: false }),
      ]);
      expect(bad).toBe(code);
      expect(heap.bytes).toBeGreaterThan(100);
      expect(goroutine.bytes).toBeGreaterThan(100);
      const failed = model().events.filter(
        ({ kind }) => kind === "capture-failed",
      );
      expect(failed).toMatchObject([{ data: { kind: "allocs", code } }]);
      expect(model().snapshots).toHaveLength(2);
    },
  );

  it("goes on without NumGC when the counters do not come", async () => {
    let spoilCounters = false;
    const target = await spoiledTarget((requested, answer) => {
      if (!spoilCounters || !requested.includes("debug=1")) return false;
      answer.writeHead(500).end();
      return true;
    });
    spoilCounters = true;
    const { capturer } = capturerOf(target);
    const snapshot = await capturer.take({ kind: "heap", gc: false });
    expect(snapshot.gcCount).toBeNull();
  });
});

describe("a target that dies mid-capture", () => {
  it("is target-died, on record", async () => {
    const target = await connect();
    const direct = { ...target };
    const relayed = await spoiledTarget((requested, answer) => {
      if (requested !== "/debug/pprof/heap") return false;
      answer.writeHead(200, { "content-length": 100_000 });
      answer.write("half", () => {
        void gateway.kill().then(() => answer.destroy());
      });
      return true;
    });
    // The relay's URL with the gateway's process: the connection breaks when that process dies.
    const { capturer } = capturerOf({ ...direct, url: relayed.url });
    expect(await codeOf(capturer.take({ kind: "heap", gc: false }))).toBe(
      "target-died",
    );
    expect(model().events).toMatchObject([
      { kind: "capture-failed", data: { code: "target-died" } },
    ]);
  });
});

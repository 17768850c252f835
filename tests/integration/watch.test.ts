// The watcher on the real demo target, through everything that happens to a process: work, a stop, death, a restart.

import http from "node:http";
import type net from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Target } from "../../src/core/investigation/model.ts";
import { NodeHttpFetcher } from "../../src/node/collectors/http/http-fetcher.ts";
import { ProcfsInspector } from "../../src/node/collectors/procfs/procfs-inspector.ts";
import { connectTarget } from "../../src/services/connect.ts";
import { TargetWatcher } from "../../src/services/watch.ts";
import { startGateway, type GatewayTarget } from "../support/gateway-target.ts";
import { openLiveSession, type LiveSession } from "../support/live-session.ts";
import { listen, startRawServer } from "../support/raw-server.ts";

let live: LiveSession;
let fetcher: NodeHttpFetcher;
const processes = new ProcfsInspector();
const closing: (() => unknown)[] = [];
beforeEach(async () => {
  live = await openLiveSession();
  fetcher = new NodeHttpFetcher();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  fetcher.close();
  await live.close();
});

async function start(
  ...args: Parameters<typeof startGateway>
): Promise<GatewayTarget> {
  const gateway = await startGateway(...args);
  closing.push(() => gateway.kill());
  return gateway;
}

const connect = async (url: string): Promise<Target> =>
  (await connectTarget({ url }, { ...live, http: fetcher, processes })).target;

function watch(target: Target): TargetWatcher {
  const watcher = new TargetWatcher(target, {
    http: fetcher,
    processes,
    clock: live.clock,
    ids: live.ids,
    journal: live.session,
  });
  closing.push(() => watcher.stop());
  watcher.start();
  return watcher;
}

const model = () => live.session.model;
const kinds = () => model().events.map((event) => event.kind);
const series = (target: Target, name: "rss" | "heapAlloc" | "goroutines") =>
  model().series(target.id, name);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const eventually = { timeout: 20_000, interval: 50 };

describe("a healthy target", () => {
  it("gives every series once a second, each collection once, and stops promptly", async () => {
    const gateway = await start({ rate: 400 });
    const target = await connect(gateway.url);
    expect(target).toMatchObject({ pid: gateway.pid, url: gateway.url });
    const watcher = watch(target);
    let changes = 0;
    watcher.onChange(() => changes++);
    await sleep(6300);
    const stopStarted = performance.now();
    await watcher.stop();
    // Long before the request that may be under way would time out.
    expect(performance.now() - stopStarted).toBeLessThan(2000);

    for (const name of ["rss", "heapAlloc"] as const) {
      expect(series(target, name)?.length, name).toBeGreaterThanOrEqual(6);
      expect(series(target, name)?.length, name).toBeLessThanOrEqual(8);
    }
    const goroutines = series(target, "goroutines");
    expect(goroutines?.values[0]).toBeGreaterThan(5);
    const { gcCycles } = model();
    const numbers = gcCycles.map((cycle) => cycle.number);
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(numbers.length).toBeGreaterThan(2);
    expect(model().series(target.id, "numGc")?.values.at(-1)).toBe(
      numbers.at(-1),
    );
    expect(kinds()).toEqual(["connected", "disconnected"]);
    expect(model().gaps).toEqual([]);
    expect(watcher.cost.value.requests).toBeGreaterThanOrEqual(8);
    expect(watcher.cost.value.bytesRead).toBeGreaterThan(10_000);
    expect(changes).toBeGreaterThan(6);
    const samples = series(target, "heapAlloc")?.length;
    await sleep(1500);
    expect(series(target, "heapAlloc")?.length).toBe(samples);
  });
});

describe("a target that is stopped and continued", () => {
  it("opens a gap that says why, keeps RSS going, closes it on SIGCONT", async () => {
    const gateway = await start();
    const target = await connect(gateway.url);
    const watcher = watch(target);
    await expect
      .poll(() => series(target, "heapAlloc")?.length ?? 0, eventually)
      .toBeGreaterThan(1);
    process.kill(gateway.pid, "SIGSTOP");
    await expect.poll(() => watcher.state.status, eventually).toBe("gap");
    const rssBefore = series(target, "rss")?.length ?? 0;
    expect(model().gaps).toMatchObject([
      { source: "memstats", toMillis: null, code: "target-timeout" },
    ]);
    expect(model().gaps[0]?.reason).toContain("is stopped");
    expect(watcher.state.problem?.code).toBe("target-timeout");
    await sleep(2500);
    expect(series(target, "rss")?.length).toBeGreaterThanOrEqual(rssBefore + 2);

    const continuedAt = Date.now();
    process.kill(gateway.pid, "SIGCONT");
    await expect.poll(() => watcher.state.status, eventually).toBe("watching");
    expect(Date.now() - continuedAt).toBeLessThan(4000);
    expect(model().gaps).toHaveLength(1);
    const gap = model().gaps[0];
    expect(gap?.toMillis).toBeGreaterThanOrEqual(continuedAt - 50);
    expect(kinds()).toEqual(["connected"]);
  });
});

describe("a target that dies", () => {
  it("is said dead within two seconds; the last samples stay; a successor is a restart", async () => {
    const gateway = await start({ rate: 500 });
    const target = await connect(gateway.url);
    const watcher = watch(target);
    await expect
      .poll(() => series(target, "heapAlloc")?.length ?? 0, eventually)
      .toBeGreaterThan(2);
    const killedAt = Date.now();
    await gateway.kill();
    await expect.poll(kinds, eventually).toContain("died");
    expect(Date.now() - killedAt).toBeLessThan(2000);
    expect(watcher.state).toMatchObject({
      status: "ended",
      problem: { code: "target-died" },
    });
    const rss = series(target, "rss");
    expect(killedAt - (rss?.times.at(-1) ?? 0)).toBeLessThan(1500);
    expect(rss?.values.at(-1)).toBeGreaterThan(1 << 20);
    expect(
      model()
        .gaps.map((gap) => gap.source)
        .sort(),
    ).toEqual(["memstats", "procfs"]);

    const { port } = new URL(gateway.url);
    const successor = await start({ listen: `127.0.0.1:${port}`, rate: 50 });
    await expect.poll(() => watcher.state.status, eventually).toBe("watching");
    expect(kinds()).toEqual(["connected", "died", "restarted"]);
    expect(watcher.target).toMatchObject({
      id: target.id,
      pid: successor.pid,
    });
    expect(model().targets.get(target.id)?.pid).toBe(successor.pid);
    await expect
      .poll(() => model().gaps.map((gap) => gap.toMillis), eventually)
      .not.toContain(null);
    await watcher.stop();
  });

  it("is noticed as restarted when it comes back between two polls", async () => {
    const gateway = await start({ rate: 500 });
    const target = await connect(gateway.url);
    const watcher = watch(target);
    await expect
      .poll(() => series(target, "heapAlloc")?.length ?? 0, eventually)
      .toBeGreaterThan(2);
    const { port } = new URL(gateway.url);
    await gateway.kill();
    await start({ listen: `127.0.0.1:${port}`, rate: 0 });
    await expect.poll(kinds, eventually).toContain("restarted");
    expect(kinds()).toEqual(["connected", "died", "restarted"]);
    await watcher.stop();
  });
});

describe("a server without a process in sight", () => {
  it("hangs, dies and comes back: gaps open and close, nothing throws", async () => {
    const gateway = await start({ rate: 50 });
    let mode: "relay" | "hang" | "refuse" = "relay";
    const sockets = new Set<net.Socket>();
    const proxy = http.createServer((incoming, answer) => {
      if (mode === "hang") return;
      if (mode === "refuse") {
        answer.destroy();
        return;
      }
      http.get(
        `${new URL(gateway.url).origin}${incoming.url}`,
        (upstream) => void upstream.pipe(answer),
      );
    });
    proxy.on("connection", (socket: net.Socket) => sockets.add(socket));
    const server = await listen(proxy, sockets);
    closing.push(() => server.close());
    const target = await connect(server.url);
    expect(target.pid).toBeNull();
    const watcher = watch(target);
    await expect.poll(() => watcher.state.status, eventually).toBe("watching");
    mode = "refuse";
    await expect.poll(() => watcher.state.status, eventually).toBe("gap");
    expect(watcher.state.problem?.code).toBe("target-unreachable");
    mode = "relay";
    await expect.poll(() => watcher.state.status, eventually).toBe("watching");
    mode = "hang";
    await expect.poll(() => watcher.state.status, eventually).toBe("gap");
    const started = performance.now();
    await watcher.stop();
    expect(performance.now() - started).toBeLessThan(2000);
    expect(model().gaps.map(({ code, source }) => ({ code, source }))).toEqual([
      { code: "target-unreachable", source: "memstats" },
      { code: "target-timeout", source: "memstats" },
    ]);
    expect(model().gaps.every((gap) => gap.toMillis !== null)).toBe(true);
  });
});

describe("connecting", () => {
  const codeOf = (url: string, more: { pid?: number } = {}) =>
    connectTarget(
      { url, timeoutMs: 1000, ...more },
      { ...live, http: fetcher, processes },
    ).then(
      () => "none",
      (error: { code: string }) => error.code,
    );

  it("takes what people paste", async () => {
    const gateway = await start({ rate: 0 });
    const { host, port } = new URL(gateway.url);
    for (const typed of [
      host,
      `:${port}`,
      `localhost:${port}`,
      `http://${host}`,
      `http://${host}/debug/pprof/`,
      `http://${host}/debug/pprof/heap?debug=1`,
      `  http://${host}/debug/pprof/goroutine?debug=2 `,
    ]) {
      const { target, warnings } = await connectTarget(
        { url: typed },
        { ...live, http: fetcher, processes },
      );
      expect(target.pid, typed).toBe(gateway.pid);
      expect(target.url, typed).toMatch(/:\d+\/debug\/pprof$/);
      expect(target.goVersion).toMatch(/^go1\./);
      expect(target.label).toMatch(/^gateway.* @ .*:\d+$/);
      expect(warnings).toEqual([]);
    }
  });

  it("refuses what is not Go, with a code each", async () => {
    const page = await listen(
      http.createServer((_, answer) => {
        answer.setHeader("content-type", "text/html");
        answer.end("<html>hello</html>");
      }),
    );
    const missing = await listen(
      http.createServer((_, answer) => void answer.writeHead(404).end()),
    );
    const busy = await listen(
      http.createServer((_, answer) => void answer.writeHead(503).end("busy")),
    );
    const withoutHeap = await listen(
      http.createServer((incoming, answer) => {
        if (incoming.url !== "/debug/pprof/")
          return void answer.writeHead(404).end();
        return void answer.end("<a href='goroutine?debug=1'>goroutine</a>");
      }),
    );
    const hang = await startRawServer(() => undefined);
    for (const server of [page, missing, busy, withoutHeap, hang])
      closing.push(() => server.close());
    expect(await codeOf(page.url)).toBe("not-go-pprof");
    expect(await codeOf(missing.url)).toBe("not-go-pprof");
    expect(await codeOf(busy.url)).toBe("http-status");
    expect(await codeOf(withoutHeap.url)).toBe("profile-not-served");
    expect(await codeOf(hang.url)).toBe("target-timeout");
    expect(await codeOf("nonsense url")).toBe("url-invalid");
    expect(await codeOf("http://user:secret@127.0.0.1:1/")).toBe("url-invalid");
    expect(await codeOf("127.0.0.1:1")).toBe("target-unreachable");
    expect(await codeOf(page.url.replace("http:", "https:"))).toBe(
      "tls-failed",
    );
  });

  it("fails on a PID that is not there, and warns about one that is another program", async () => {
    const gateway = await start({ rate: 0 });
    expect(await codeOf(gateway.url, { pid: 2 ** 22 + 1 })).toBe(
      "pid-not-found",
    );
    const { target, warnings } = await connectTarget(
      { url: gateway.url, pid: process.pid },
      { ...live, http: fetcher, processes },
    );
    expect(target.pid).toBe(process.pid);
    expect(warnings).toMatchObject([{ code: "pid-not-found" }]);
  });
});

// `trivet memstats` against programs that serve their counters in different ways, none of them net/http/pprof.

import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SystemClock } from "../../src/node/clock/system-clock.ts";
import { NodeHttpFetcher } from "../../src/node/collectors/http/http-fetcher.ts";
import { readMemStats } from "../../src/services/read-memstats.ts";

/** -expvar=false leaves only the metrics page, which is one that Prometheus's client wrote. */
const source = `package main

import (
	"expvar"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
)

func main() {
	vars := flag.Bool("expvar", true, "")
	page := flag.String("page", "", "")
	flag.Parse()
	mux := http.NewServeMux()
	if *vars {
		mux.Handle("/debug/vars", expvar.Handler())
	}
	mux.HandleFunc("/metrics", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, *page) })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println("http://" + listener.Addr().String())
	fmt.Fprintln(os.Stderr, http.Serve(listener, mux))
}
`;
import { buildGo, ownGo } from "../support/go-program.ts";
const page = resolve("tests/fixtures/memstats/prometheus-2.42.txt");

const ports = { http: new NodeHttpFetcher(), clock: new SystemClock() };
const options = { timeoutMs: 10_000 };
const programs: ChildProcess[] = [];
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "trivet-memstats-"));
  writeFileSync(join(folder, "go.mod"), "module counters\n\ngo 1.19\n");
  writeFileSync(join(folder, "main.go"), source);
  await buildGo(ownGo, join(folder, "counters"), { folder });
}, 120_000);

afterAll(() => {
  for (const program of programs) program.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

async function start(...args: readonly string[]): Promise<string> {
  const program = spawn(join(folder, "counters"), [`-page=${page}`, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  programs.push(program);
  for await (const line of createInterface({ input: program.stdout }))
    return line;
  throw new Error("the program ended");
}

test("expvar is found where there is no pprof, by host and by page", async () => {
  const url = await start();
  const byHost = await readMemStats(ports, url, options);
  const byPage = await readMemStats(ports, `${url}/debug/vars`, options);
  expect([byHost.form, byPage.form]).toEqual(["expvar", "expvar"]);
  const [first, second] = [byHost.reading.values, byPage.reading.values];
  expect(second.totalAlloc).toBeGreaterThan(first.totalAlloc ?? Infinity);
  expect(first.heapSys).toBe((first.heapIdle ?? 0) + (first.heapInuse ?? 0));
});

test("a metrics page is found where there is nothing else", async () => {
  const url = await start("-expvar=false");
  const { form, reading } = await readMemStats(ports, url, options);
  expect(form).toBe("prometheus");
  expect(reading.values.numGc).toBeGreaterThan(0);
});

test("a program with none of them: what was asked for first was not served", async () => {
  const url = await start("-expvar=false", "-page=/nowhere");
  await expect(readMemStats(ports, url, options)).rejects.toMatchObject({
    code: "profile-not-served",
  });
});

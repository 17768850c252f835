// `trivet demo`: a leaking target to try everything on, in the foreground until Ctrl-C.

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { TrivetError } from "../../core/errors.ts";
import { formatQuantity } from "../../core/format/quantity.ts";
import {
  defaultDemoCache,
  findDemoSources,
} from "../../node/demo/demo-folders.ts";
import { GoDemoLauncher } from "../../node/demo/go-demo-launcher.ts";
import type { RunningDemo } from "../../services/ports/machine.ts";
import { parseCommandLine, toJson, type Command } from "../command.ts";

const usage = `
usage: trivet demo [NAME] [--no-leak] [--rate N] [--max-heap MIB] [--json]
       trivet demo --list [--json]

Builds (once) and runs a Go program that leaks, and prints its pprof URL and PID. It runs until Ctrl-C,
which is its usual end: exit code 0. It exits 1 when the program ends by itself.

  NAME        which program; default gateway
  --no-leak   the same program with the defect repaired
  --rate N    requests a second of its own load generator; default 250, about 1 MB/s of leak
  --max-heap MIB
              the leak stops after this many MiB, and the program serves on; default 1024. RSS may be twice that
  --list      names and titles of all programs

example:
  trivet demo &
  trivet record --url http://127.0.0.1:PORT/debug/pprof --for 60s --out case.trivet
  trivet diagnose case.trivet
`;

/** A demo that is forgotten over a weekend leaves the machine usable. */
const defaultMaxHeapMiB = 1024;

function parseRate(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const rate = Number(text);
  if (text.trim() === "" || !(rate >= 0 && rate <= 100_000))
    throw new TrivetError(
      "usage",
      `--rate wants requests a second, 0 to 100000, not ${JSON.stringify(text)}`,
    );
  return rate;
}

function parseMaxHeap(text: string | undefined): number {
  if (text === undefined) return defaultMaxHeapMiB;
  const size = Number(text);
  if (
    text.trim() === "" ||
    !Number.isInteger(size) ||
    size < 1 ||
    size > 1 << 20
  )
    throw new TrivetError(
      "usage",
      `--max-heap wants whole MiB, 1 to 1048576, not ${JSON.stringify(text)}`,
    );
  return size;
}

function demoLauncher(): GoDemoLauncher {
  const sourcesFolder = findDemoSources(
    dirname(fileURLToPath(import.meta.url)),
  );
  if (sourcesFolder === null)
    throw new TrivetError(
      "not-found",
      "this installation has no resources/demo",
    );
  return new GoDemoLauncher({ sourcesFolder, cacheFolder: defaultDemoCache() });
}

/** Resolves with the program's exit code, or null when the user stopped it. */
function untilEnd(
  demo: RunningDemo,
  signal: AbortSignal,
): Promise<number | null> {
  return new Promise((resolve) => {
    const stopped = (): void => resolve(null);
    demo.onExit((code) => {
      signal.removeEventListener("abort", stopped);
      resolve(code ?? -1);
    });
    if (signal.aborted) stopped();
    else signal.addEventListener("abort", stopped, { once: true });
  });
}

const limitOf = (maxHeapMiB: number): string =>
  `The leak stops at ${formatQuantity(maxHeapMiB * 2 ** 20, "bytes")} (--max-heap).\n`;

const nextSteps = (url: string, pid: number): string => `
Next, in another terminal:
  trivet record --url ${url} --for 60s --out case.trivet
  trivet diagnose case.trivet
  gdb -p ${pid}
Ctrl-C stops it.
`;

export const demoCommand: Command = {
  name: "demo",
  summary: "build and run a leaking Go program to try everything on",
  usage,
  async run(args, io) {
    const { values, positionals } = parseCommandLine(args, {
      list: { type: "boolean" },
      "no-leak": { type: "boolean" },
      rate: { type: "string" },
      "max-heap": { type: "string" },
    });
    const [name = "gateway", ...rest] = positionals;
    if (rest.length > 0)
      throw new TrivetError("usage", `one NAME at most, got ${rest.join(" ")}`);
    const rate = parseRate(values.rate);
    const maxHeapMiB = parseMaxHeap(values["max-heap"]);
    const launcher = demoLauncher();
    if (values.list === true) {
      const demos = await launcher.list();
      io.stdout(
        values.json === true
          ? `${toJson({ schema: "trivet.demo-list/1", demos })}\n`
          : demos.map((demo) => `${demo.name}  ${demo.title}\n`).join(""),
      );
      return 0;
    }

    io.stderr(`building ${name} …\n`);
    const leak = values["no-leak"] !== true;
    const demo = await launcher.start({
      name,
      leak,
      maxHeapMiB,
      signal: io.signal,
      ...(rate === undefined ? {} : { rate }),
    });
    try {
      const { url, pid } = demo;
      io.stdout(
        values.json === true
          ? `${toJson({ schema: "trivet.demo/1", name, url, pid, leak, maxHeapMiB })}\n`
          : `${name} (leak ${leak ? "on" : "off"})\n  pprof  ${url}\n  PID    ${pid}\n${nextSteps(url, pid)}${leak ? limitOf(maxHeapMiB) : ""}`,
      );
      const code = await untilEnd(demo, io.signal);
      if (code !== null)
        throw new TrivetError(
          "target-died",
          `the demo ended with code ${code}`,
        );
      return 0;
    } finally {
      await demo.stop();
    }
  },
};

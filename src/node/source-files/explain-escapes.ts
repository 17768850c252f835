// Has the Go compiler explain one package: compiled as the user's own builds are, from the user's build cache, without
// linking, running or fetching anything. `go list -export` compiles and does not link; the notes come on stderr, and
// again from the cache when nothing changed.

import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { TrivetError } from "../../core/errors.ts";
import {
  EscapeNotesReader,
  type EscapeReport,
} from "../../core/pprof/source-escapes.ts";
import { guardedEnvironment, runGo } from "./run-go.ts";

const timeoutMs = 180_000;
/** What the compiler complained of, as far as anybody reads it. */
const keptComplaints = 20;

export interface ExplainRequest {
  /** The `go` to run. */
  readonly command: string;
  readonly goVersion: string;
  /** The .go file on this machine, links resolved. */
  readonly path: string;
  readonly signal?: AbortSignal;
}

/** Codes: source-outside-module, source-not-compiled (with the compiler's words), cancelled. */
export async function explainEscapes(
  request: ExplainRequest,
): Promise<EscapeReport> {
  const { command, goVersion, path, signal } = request;
  const folder = dirname(path);
  if (!path.endsWith(".go") || !isInModule(folder))
    throw new TrivetError(
      "source-outside-module",
      `${path} is in no Go module: there is no go.mod above it`,
    );
  const args = ["list", "-export", "-buildvcs=false", "-gcflags=-m=2", "."];
  const reader = new EscapeNotesReader(
    (file) => resolve(folder, file) === path,
  );
  const complaints: string[] = [];
  const temporary = await mkdtemp(join(tmpdir(), "trivet-escapes-"));
  try {
    const { exitCode, tookMs } = await runGo({
      command,
      args,
      cwd: folder,
      timeoutMs,
      env: guardedEnvironment({
        ...(await placesOf(command)),
        GOTMPDIR: temporary,
      }),
      ...(signal === undefined ? {} : { signal }),
      onErrorLine: (line) => {
        if (!reader.add(line) && complaints.length < keptComplaints)
          complaints.push(line);
      },
    });
    if (exitCode !== 0)
      throw new TrivetError(
        "source-not-compiled",
        `${goVersion} in ${folder}: ${complaints.join("\n").trim() || `exit code ${exitCode}`}`,
      );
    return {
      file: path,
      goVersion,
      command: `go ${args.join(" ")}`,
      tookMs,
      ...reader.finish(),
    };
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function isInModule(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, "go.mod"))) return true;
    if (dirname(at) === at) return false;
  }
}

/** Where the user's caches are, which `GOENV=off` would otherwise forget. */
async function placesOf(
  command: string,
): Promise<Readonly<Record<string, string>>> {
  const names = ["GOROOT", "GOPATH", "GOMODCACHE", "GOCACHE"];
  const { stdout } = await runGo({
    command,
    args: ["env", "-json", ...names],
    cwd: homedir(),
    env: { GOTOOLCHAIN: "local" },
  });
  try {
    return JSON.parse(stdout) as Readonly<Record<string, string>>;
  } catch {
    return {}; // Go's own defaults, then
  }
}

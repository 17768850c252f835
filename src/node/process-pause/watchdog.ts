// Who lets a stopped process run again when this program cannot: it was killed, its machine's memory ran out, or it
// hangs. A shell in a session of its own waits for a word on a pipe. The pipe ends with us, whatever ends us.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { TrivetError } from "../../core/errors.ts";

/** $1: process, $2: its start time, $3: seconds. The start time is field 22 of proc(5), the 20th behind the name. */
const script = `
trap '' HUP INT TERM
echo ready
word=$(timeout -s KILL "$3" sh -c 'read -r word; echo "$word"')
[ "$word" = done ] && exit 0
read -r line < "/proc/$1/stat" || exit 0
pid=$1
start=$2
set -- \${line##*)}
shift 19
[ "$1" = "$start" ] && kill -CONT "$pid"
`;

export interface Watchdog {
  /** The process runs: there is nothing left to watch. */
  dismiss(): void;
}

/** Resolves when it watches. `seconds`: after which the process runs in any case. Code: internal. */
export async function startWatchdog(
  pid: number,
  startTicks: number,
  seconds: number,
): Promise<Watchdog> {
  const child = spawn(
    "/bin/sh",
    [
      "-c",
      script,
      "trivet-pause",
      String(pid),
      String(startTicks),
      String(seconds),
    ],
    { detached: true, stdio: ["pipe", "pipe", "ignore"] },
  );
  const failed = once(child, "error").then(([cause]: unknown[]) => {
    throw new TrivetError("internal", "the pause cannot be watched over", {
      cause,
    });
  });
  const ended = once(child, "exit").then(() => {
    throw new TrivetError("internal", "what watches over the pause ended");
  });
  // One of the two rejects long after it matters.
  failed.catch(() => undefined);
  ended.catch(() => undefined);
  await Promise.race([once(child.stdout, "data"), failed, ended]);
  child.stdin.on("error", () => undefined);
  child.unref();
  return {
    dismiss() {
      child.stdin.end("done\n");
      child.stdout.destroy();
    },
  };
}

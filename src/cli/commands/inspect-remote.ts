// `trivet inspect --via COMMAND`: the process is at the other end of a pipe.

import { TrivetError } from "../../core/errors.ts";
import { formatBytes } from "../../core/format/quantity.ts";
import type { TargetImages } from "../../services/ports/process-memory.ts";
import { parseDuration, type CommandIo } from "../command.ts";

export interface RemoteValues {
  readonly exe?: string;
  readonly "via-timeout"?: string;
}

const usualTimeoutMs = 30_000;
/** Of one executable, and of all that are kept. */
const mostExecutableBytes = 1 << 30;
const mostCacheBytes = 2 ** 32;
const progressEveryMs = 1000;

/** Code: usage. */
export async function remoteImages(
  command: string,
  values: RemoteValues,
  io: CommandIo,
): Promise<TargetImages> {
  if (command.trim() === "")
    throw new TrivetError("usage", "--via wants a command, such as 'ssh HOST'");
  const { RemoteTargetImages } =
    await import("../../node/process-memory/remote/remote-target-images.ts");
  const { defaultExecutableCache, ExecutableCache } =
    await import("../../node/process-memory/remote/executable-cache.ts");
  return new RemoteTargetImages({
    command,
    timeoutMs: timeoutOf(values["via-timeout"]),
    signal: io.signal,
    cache: new ExecutableCache(defaultExecutableCache(), mostCacheBytes),
    mostBytes: mostExecutableBytes,
    onProgress: progressTo(io),
    ...(values.exe !== undefined && { executablePath: values.exe }),
  });
}

function timeoutOf(text: string | undefined): number {
  if (text === undefined) return usualTimeoutMs;
  const ms = parseDuration(text);
  // Longer than a timer can be set.
  if (ms > 0 && ms < 2 ** 31) return ms;
  throw new TrivetError(
    "usage",
    `--via-timeout wants a time between 0 and 24 days, not ${text}`,
  );
}

/** The first line at once, then one a second, and the last. */
function progressTo(io: CommandIo): (done: number, total: number) => void {
  let next = -Infinity;
  return (done, total) => {
    const now = performance.now();
    if (now < next && done < total) return;
    next = now + progressEveryMs;
    io.stderr(
      `fetching the executable, once: ${formatBytes(done)} of ${formatBytes(total)}\n`,
    );
  };
}

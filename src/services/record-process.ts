// `--url U --pid N`: is N the process behind U? Another one's RSS beside this one's heap is evidence of nothing.

import { TrivetError } from "../core/errors.ts";
import type { Target } from "../core/investigation/model.ts";
import { parseTargetAddress } from "./connect-url.ts";
import type { ProcessInspector } from "./ports/target.ts";

/**
 * Refuses a target whose process was started with other arguments than the URL's process says, or whose port belongs to
 * its twin. A listener with other arguments is a tunnel or a container's proxy: there the user knows better. Code:
 * pid-mismatch.
 */
export async function refuseForeignProcess(
  target: Target,
  warnings: readonly { readonly code: string; readonly message: string }[],
  processes: ProcessInspector,
): Promise<void> {
  const { pid, url } = target;
  if (pid === null || url === null) return;
  const mismatch = warnings.find(({ code }) => code === "pid-not-found");
  const { isLoopback, port } = parseTargetAddress(url);
  const listener = isLoopback ? await processes.findListener(port) : null;
  if (listener === pid) return;
  const serving =
    listener === null ? "" : `; process ${listener} serves that URL`;
  if (mismatch !== undefined)
    throw new TrivetError("pid-mismatch", `${mismatch.message}${serving}`, {
      detail: { pid, ...(listener === null ? {} : { listener }) },
    });
  if (listener === null) return;
  const [given, found] = await Promise.all([
    processes.identify(pid),
    processes.identify(listener),
  ]);
  if (given.commandLine.join("\0") === found.commandLine.join("\0"))
    throw new TrivetError(
      "pid-mismatch",
      `process ${pid} is not at ${url}${serving}`,
      {
        detail: { pid, listener },
      },
    );
}

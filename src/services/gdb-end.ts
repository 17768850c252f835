// How gdb is made to let go and to end, from the politest way to the last: asked over MI, interrupted and asked again,
// terminated. And what is done afterwards for a target that it left stopped.

import { toTrivetError } from "../core/errors.ts";
import type { GdbMiClient } from "./gdb-mi-client.ts";
import type { Clock } from "./ports/basics.ts";
import type { GdbProcess } from "./ports/gdb.ts";
import type { ProcessInspector } from "./ports/target.ts";

/** A detach that gdb does not answer within this time is made by ending gdb. */
const detachTimeoutMs = 700;
/** From its promise to quit to its end. */
const quitTimeoutMs = 500;

/**
 * Asks gdb to let go of its target. A gdb that is busy is interrupted first, as with Ctrl-C. One may stay deaf all the
 * same: what it holds then, it lets go of when it is ended.
 */
export async function askToDetach(
  mi: GdbMiClient,
  process: GdbProcess,
): Promise<void> {
  const detach = (): Promise<unknown> =>
    mi.send("-target-detach", detachTimeoutMs);
  try {
    await detach().catch(async (thrown: unknown) => {
      if (toTrivetError(thrown).code !== "gdb-timeout") throw thrown;
      process.writeConsole("\x03");
      return detach();
    });
  } catch {
    // Deaf, or the first request was heard late and the second refused, for nothing was held any more.
  }
}

/**
 * Ends a gdb that listens, without a signal: of a SIGTERM gdb makes a KeyboardInterrupt that Python meets while it shuts
 * down, and the transcript would end in its traceback. `ended` says whether gdb is gone.
 */
export async function askToQuit(
  mi: GdbMiClient,
  clock: Clock,
  ended: () => boolean,
): Promise<void> {
  // Fails when gdb ends before it has answered, which is as good.
  await mi.send("-gdb-exit", quitTimeoutMs).catch(() => undefined);
  const until = clock.monotonicMillis() + quitTimeoutMs;
  while (!ended() && clock.monotonicMillis() < until) await clock.sleep(5);
}

/** Continues a target that a debugger has left in state T, and says so; "" when all is well. */
export async function mendTarget(
  ports: { readonly inspector: ProcessInspector; readonly clock: Clock },
  pid: number,
  wasStopped: boolean,
): Promise<string> {
  const { inspector, clock } = ports;
  for (let attempt = 0; attempt < 5; attempt++) {
    const now = await inspector.state(pid).catch(() => null);
    if (now === null || now.tracerPid !== 0) return "";
    if (wasStopped || (now.state !== "T" && now.state !== "t"))
      return attempt === 0 ? "" : "the target was left stopped and continued";
    await inspector.continueProcess(pid).catch(() => undefined);
    await clock.sleep(20);
  }
  return "the target is still stopped";
}

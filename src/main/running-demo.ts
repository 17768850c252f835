// The demo target that this window started: at most one, watched by the investigation it was started in, and gone when
// that one is put away.

import type { DemoLauncher, RunningDemo } from "../services/ports/machine.ts";
import type { LiveInvestigation } from "./live-investigation.ts";

/** The only demo so far (resources/demo/gateway). */
const demoName = "gateway";

export class DemoHolder {
  readonly #launcher: DemoLauncher;
  #running: RunningDemo | null = null;
  #home: {
    readonly live: LiveInvestigation;
    readonly targetId: string;
  } | null = null;

  constructor(launcher: DemoLauncher) {
    this.#launcher = launcher;
  }

  /** Starts it, and stops the one before. Codes: go-missing, build-failed, target-died, cancelled. */
  async start(leak: boolean, signal: AbortSignal): Promise<RunningDemo> {
    const started = await this.#launcher.start({
      name: demoName,
      leak,
      signal,
    });
    await this.stop();
    this.#running = started;
    started.onExit(() => {
      if (this.#running === started) this.#running = null;
    });
    return started;
  }

  /** Where it is being watched. */
  settle(live: LiveInvestigation, targetId: string): void {
    this.#home = { live, targetId };
  }

  /** Stops watching before the process goes: an end that was asked for is no death. */
  async stop(): Promise<void> {
    const { live, targetId } = this.#home ?? {};
    this.#home = null;
    if (live !== undefined && targetId !== undefined)
      await live.unwatch(targetId).catch(() => undefined);
    const running = this.#running;
    this.#running = null;
    await running?.stop();
  }

  /** Another investigation lies open: a demo that nobody watches any more ends. */
  async followDesk(open: LiveInvestigation | null): Promise<void> {
    if (this.#home !== null && this.#home.live !== open) await this.stop();
  }
}

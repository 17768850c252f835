// Leaving without harm: the debugger lets the target go first, then the journal reaches the disk, then everything else.
// Each step has its own patience and a failing one never keeps the next from running.

export interface ShutdownStep {
  readonly name: string;
  /** Lower runs first. */
  readonly order: number;
  /** How long to wait before going on without it. */
  readonly patienceMs: number;
  readonly run: () => Promise<void> | void;
}

export type Report = (line: string) => void;

/** The order in which things are let go of; the target comes before us. */
export const shutdownOrder = {
  debugger: 0,
  flush: 10,
  recording: 20,
  close: 30,
  demo: 40,
  workers: 50,
} as const;

export class Shutdown {
  readonly #steps = new Set<ShutdownStep>();
  readonly #report: Report;
  #running: Promise<void> | null = null;

  /** @param report told of every step that failed or took too long, for the log */
  constructor(report: Report) {
    this.#report = report;
  }

  /** Returns the disposer. */
  add(step: ShutdownStep): () => void {
    this.#steps.add(step);
    return () => {
      this.#steps.delete(step);
    };
  }

  /** Runs every step once, however often and from wherever it is asked for. Never rejects. */
  run(): Promise<void> {
    this.#running ??= this.#runSteps(Infinity);
    return this.#running;
  }

  /** Runs the steps up to `lastOrder` and stays ready to run again: for a machine that goes to sleep. */
  runUpTo(lastOrder: number): Promise<void> {
    return this.#running ?? this.#runSteps(lastOrder);
  }

  async #runSteps(lastOrder: number): Promise<void> {
    const steps = [...this.#steps]
      .filter((step) => step.order <= lastOrder)
      .sort((a, b) => a.order - b.order);
    for (const step of steps) await this.#runStep(step);
  }

  async #runStep(step: ShutdownStep): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const impatience = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), step.patienceMs);
    });
    try {
      const work = (async () => step.run())();
      if ((await Promise.race([work, impatience])) === "late")
        this.#report(`shutdown: ${step.name} took over ${step.patienceMs} ms`);
    } catch (error) {
      this.#report(`shutdown: ${step.name} failed: ${String(error)}`);
    } finally {
      clearTimeout(timer);
    }
  }
}

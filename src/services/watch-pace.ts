// How often a target may be asked. Reading MemStats stops the target's world, shortly; on a loaded machine "shortly" was
// measured at up to 91 ms. So the share of time in which a request is under way has a budget, and a target that does not
// answer is asked less and less often.

const latencyBudget = 0.1;
const rememberedLatencies = 15;
const maxPeriodMs = 15_000;
const firstRetryMs = 1000;

export class PollPace {
  readonly #basePeriodMs: number;
  readonly #latencies: number[] = [];
  #failures = 0;

  constructor(basePeriodMs: number) {
    this.#basePeriodMs = basePeriodMs;
  }

  /** Median of the last latencies in milliseconds; null before the first. */
  get medianLatencyMs(): number | null {
    const sorted = [...this.#latencies].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }

  get failures(): number {
    return this.#failures;
  }

  /**
   * From the start of one request to the start of the next: the base, or so long that the median latency is a tenth of
   * it; after failures 1, 2, 4 … s, never more than 15 s and never less than the base.
   */
  get periodMs(): number {
    const wanted =
      this.#failures > 0
        ? firstRetryMs * 2 ** Math.min(this.#failures - 1, 10)
        : (this.medianLatencyMs ?? 0) / latencyBudget;
    return Math.max(this.#basePeriodMs, Math.min(wanted, maxPeriodMs));
  }

  succeeded(latencyMs: number): void {
    this.#failures = 0;
    this.#latencies.push(latencyMs);
    if (this.#latencies.length > rememberedLatencies) this.#latencies.shift();
  }

  failed(): void {
    this.#failures++;
  }
}

const shortestTimeoutMs = 3000;
const longestTimeoutMs = 30_000;

/** Patience grows with every miss: a target in a long collection must get a chance to answer at all. */
export function pollTimeoutMs(pace: PollPace): number {
  const patient = shortestTimeoutMs * 2 ** Math.min(pace.failures, 4);
  return Math.min(
    longestTimeoutMs,
    Math.max(patient, 10 * (pace.medianLatencyMs ?? 0)),
  );
}

// The cost meter: what looking has cost the target. Everything that asks or stops a target adds to the same one.

import type { TargetCost } from "../core/investigation/model.ts";

export class TargetCostMeter {
  #cost: TargetCost = {
    stops: 0,
    stoppedMs: 0,
    requests: 0,
    bytesRead: 0,
    forcedGcs: 0,
  };
  readonly #listener: () => void;

  /** `onChange` is called after every addition. */
  constructor(onChange: () => void = () => undefined) {
    this.#listener = onChange;
  }

  get value(): TargetCost {
    return this.#cost;
  }

  /** One request, answered or not; `bytes` of body were received. */
  addRequest(bytes: number): void {
    this.#add({ requests: 1, bytesRead: bytes });
  }

  addForcedGc(): void {
    this.#add({ forcedGcs: 1 });
  }

  /** The whole process stood still for so long: a debugger's stop. */
  addStop(ms: number): void {
    this.#add({ stops: 1, stoppedMs: ms });
  }

  /** So many stops that took so long together; 0 adds nothing. */
  addStops(stops: number, stoppedMs: number): void {
    if (stops > 0) this.#add({ stops, stoppedMs });
  }

  #add(more: Partial<TargetCost>): void {
    const sum = { ...this.#cost };
    for (const key of Object.keys(more) as (keyof TargetCost)[])
      sum[key] += more[key] ?? 0;
    this.#cost = sum;
    this.#listener();
  }
}

// The ring on disk. Each sample is one write to a place of fixed size: whatever dies next, the target or the recorder,
// what was sampled before is in the file.

import { closeSync, openSync, writeSync } from "node:fs";
import {
  encodeHeader,
  encodeSample,
  headerBytes,
  slotBytes,
  type FlightSample,
} from "../../core/flight/flight-ring.ts";
import { slotsOf, type FlightPlan } from "../../core/flight/flight-plan.ts";

export class RingFile {
  readonly #descriptor: number;
  readonly #slots: number;
  readonly #slot = new Uint8Array(slotBytes);
  readonly #view = new DataView(this.#slot.buffer);

  /** A new file, for this user alone. */
  constructor(plan: FlightPlan) {
    this.#slots = slotsOf(plan);
    this.#descriptor = openSync(plan.ringPath, "w", 0o600);
    const { pid, periodMs } = plan;
    const header = encodeHeader({ pid, periodMs, slots: this.#slots });
    writeSync(this.#descriptor, header, 0, headerBytes, 0);
  }

  write(sample: FlightSample): void {
    encodeSample(this.#view, sample);
    const place = (sample.number - 1) % this.#slots;
    const at = headerBytes + place * slotBytes;
    writeSync(this.#descriptor, this.#slot, 0, slotBytes, at);
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

// The target's words, read through /proc/PID/mem: words that lie near each other with one read.

import { closeSync, openSync, readSync } from "node:fs";
import { readUnsigned } from "../../core/go-runtime/runtime-layout.ts";
import type {
  FlightSeries,
  MemoryWord,
} from "../../core/flight/flight-plan.ts";

/** Reading what lies between costs less than another call. */
const nearBytes = 4096;

interface Stretch {
  readonly address: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly words: readonly MemoryWord[];
}

export type MemoryAnswer = "read" | "unreadable" | "gone";

export class MemoryWords {
  readonly #descriptor: number | null;
  readonly #stretches: readonly Stretch[];
  readonly refusal: string | null;

  constructor(pid: number, words: readonly MemoryWord[]) {
    let descriptor: number | null = null;
    let refusal: string | null = null;
    try {
      descriptor = openSync(`/proc/${pid}/mem`, "r");
    } catch (error) {
      refusal = (error as NodeJS.ErrnoException).code ?? "EIO";
    }
    this.#descriptor = descriptor;
    this.refusal = refusal;
    this.#stretches = joinWords(words);
  }

  /** Puts the values into `values`. `gone`: the memory was given back, the process is ending. */
  readInto(values: Partial<Record<FlightSeries, number>>): MemoryAnswer {
    if (this.#descriptor === null || this.#stretches.length === 0)
      return "unreadable";
    for (const { address, bytes, view, words } of this.#stretches) {
      let count: number;
      try {
        count = readSync(this.#descriptor, bytes, 0, bytes.length, address);
      } catch {
        return "unreadable";
      }
      if (count === 0) return "gone";
      if (count < bytes.length) return "unreadable";
      for (const word of words)
        values[word.series] = readUnsigned(
          view,
          word.address - address,
          word.size,
        );
    }
    return "read";
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
  }
}

function joinWords(words: readonly MemoryWord[]): readonly Stretch[] {
  const groups: MemoryWord[][] = [];
  for (const word of [...words].sort((a, b) => a.address - b.address)) {
    const group = groups.at(-1);
    const start = group?.[0]?.address ?? 0;
    if (group !== undefined && word.address + word.size - start <= nearBytes)
      group.push(word);
    else groups.push([word]);
  }
  return groups.map((group) => {
    const address = group[0]?.address ?? 0;
    const end = Math.max(...group.map((word) => word.address + word.size));
    const bytes = new Uint8Array(end - address);
    return { address, bytes, view: new DataView(bytes.buffer), words: group };
  });
}

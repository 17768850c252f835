// One row of `debug=1` form (printCountProfile in runtime/pprof):
//   3 @ 0x48a3ee 0x4a0125
//   # labels: {"pool":"readers"}
//   #	0x688964	main.receive+0x24	/src/park.go:99

import { address } from "../units.ts";
import type { GoroutineRecord, StackFrame } from "./goroutine-dump.ts";
import { readLabels } from "./read-labels.ts";
import type { StackPool } from "./stack-pool.ts";

/** `goroutine profile: total 38`; null for other lines. The leak profile of Go 1.26 and later has the same form. */
export function readCountsHeading(line: string): number | null {
  const heading = /^goroutine(?:leak)? profile: total (\d{1,15})$/.exec(line);
  return heading === null ? null : Number(heading[1]);
}

export class CountBuilder {
  readonly #count: number;
  readonly #addresses: readonly string[];
  readonly #pool: StackPool;
  readonly #frames: StackFrame[] = [];
  #labels: Readonly<Record<string, string>> = {};

  private constructor(
    count: number,
    addresses: readonly string[],
    pool: StackPool,
  ) {
    this.#count = count;
    this.#addresses = addresses;
    this.#pool = pool;
  }

  /** Null when the line does not open a row. */
  static open(line: string, pool: StackPool): CountBuilder | null {
    const row = /^(\d{1,15}) @((?: 0x[0-9a-f]{1,16})*)$/.exec(line);
    if (row === null) return null;
    const [, count = "", addresses = ""] = row;
    return new CountBuilder(
      Number(count),
      addresses.split(" ").filter((text) => text !== ""),
      pool,
    );
  }

  /** False when the line does not belong to a row. */
  push(line: string): boolean {
    if (line.startsWith("# labels: ")) {
      const read = readLabels(line, "# labels: ".length);
      if (read?.end !== line.length) return false;
      this.#labels = read.labels;
      return true;
    }
    const frame = readSymbol(line);
    if (frame === null) return false;
    this.#frames.push(this.#pool.frame(frame));
    return true;
  }

  /**
   * Without any `#` line the addresses are the frames, unless there is but one: that is goexit, which is never printed,
   * of a goroutine that has not run yet. The profile has no frames there either.
   */
  build(cut: boolean): GoroutineRecord {
    const unprinted = this.#addresses.length > 1 ? this.#addresses : [];
    const frames =
      this.#frames.length > 0
        ? this.#frames
        : unprinted.map((text) => this.#pool.frame(unnamed(text)));
    return {
      id: null,
      count: this.#count,
      state: null,
      waitMinutes: null,
      lockedToThread: false,
      scan: false,
      leaked: false,
      durable: false,
      synctestBubble: null,
      labels: this.#labels,
      runtime: null,
      stack: this.#pool.stack(frames),
      arguments: [],
      stackUnavailable: false,
      createdBy: null,
      ancestors: [],
      cut,
    };
  }
}

/** `#\t0x688964\tmain.receive+0x24\t\t/src/park.go:99`, or `#\t0x688964` alone. */
function readSymbol(line: string): StackFrame | null {
  const [mark, pc = "", symbol, place, ...rest] = line
    .split("\t")
    .filter((cell) => cell !== "");
  if (mark !== "#" || rest.length > 0 || !/^0x[0-9a-f]{1,16}$/.test(pc))
    return null;
  if (symbol === undefined) return unnamed(pc);
  const plus = symbol.lastIndexOf("+0x");
  const colon = place?.lastIndexOf(":") ?? -1;
  if (place === undefined || plus === -1 || colon === -1) return null;
  if (!/^\d{1,9}$/.test(place.slice(colon + 1))) return null;
  return {
    function: symbol.slice(0, plus),
    file: place.slice(0, colon),
    line: Number(place.slice(colon + 1)),
    offset: parseInt(symbol.slice(plus + "+0x".length), 16),
    pc: address(Number(pc)),
  };
}

function unnamed(pc: string): StackFrame {
  return {
    function: pc,
    file: "",
    line: 0,
    offset: null,
    pc: address(Number(pc)),
  };
}

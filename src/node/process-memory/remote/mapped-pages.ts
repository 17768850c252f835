// Which ranges lie in the target's mappings at all. What does not is never asked for: a length out of garbage would
// otherwise send a gigabyte of nothing through the pipe.

import type { MemoryRange } from "../../../core/go-runtime/target-memory.ts";
import {
  parseMaps,
  type MemoryMapping,
} from "../../../core/procfs/parse-maps.ts";
import { checkIdentity, type RemoteTarget } from "./remote-target.ts";

export class MappedPages {
  readonly #target: RemoteTarget;
  #regions: readonly { readonly start: number; readonly end: number }[];

  constructor(target: RemoteTarget, mappings: readonly MemoryMapping[]) {
    this.#target = target;
    this.#regions = joinRegions(mappings);
  }

  /** Those of `wanted` that are mapped whole. The list is asked for anew when one is not: heaps grow. */
  async only(
    ranges: readonly MemoryRange[],
    wanted: readonly number[],
  ): Promise<readonly number[]> {
    const isMapped = (index: number): boolean => this.#contains(ranges[index]!);
    if (wanted.every(isMapped)) return wanted;
    const { text, identity } = await this.#target.session.readText("maps");
    checkIdentity(this.#target, identity);
    this.#regions = joinRegions(parseMaps(text));
    return wanted.filter(isMapped);
  }

  #contains({ address, length }: MemoryRange): boolean {
    let low = 0;
    let high = this.#regions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#regions[middle]!.start <= address) low = middle + 1;
      else high = middle;
    }
    const region = this.#regions[low - 1];
    return region !== undefined && address + length <= region.end;
  }
}

/** Neighbours as one: a heap's arenas differ in rights and names only. */
function joinRegions(
  mappings: readonly MemoryMapping[],
): readonly { readonly start: number; readonly end: number }[] {
  const regions: { start: number; end: number }[] = [];
  for (const { start, end } of mappings) {
    const last = regions.at(-1);
    if (last?.end === start) last.end = end;
    else regions.push({ start, end });
  }
  return regions;
}

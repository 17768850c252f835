// Memory of a process at the other end of the pipe. What costs is the question, not the byte: each is a dd, some
// milliseconds. So ranges are asked for in whole pages, near ones together, long ones in parts of some megabytes, and all
// at once. The executable's read-only pages are taken from its copy here.

import type {
  MemoryRange,
  TargetMemory,
} from "../../../core/go-runtime/target-memory.ts";
import type { MemoryMapping } from "../../../core/procfs/parse-maps.ts";
import type { RandomAccessFile } from "../../../services/ports/process-memory.ts";
import { MappedPages } from "./mapped-pages.ts";
import { checkIdentity, type RemoteTarget } from "./remote-target.ts";

export const pageBytes = 4096;
/** Pages between two wanted ranges that come along: less than what a question costs. */
const mostGapPages = 16;
const mostQuestionPages = 1024;

/** Pages that never change, in a file: the executable's read-only segments as they were loaded. */
export interface FixedPages {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
  readonly file: RandomAccessFile;
}
interface PageRun {
  readonly first: number;
  end: number;
  readonly members: number[];
}

export class RemoteMemory implements TargetMemory {
  readonly #target: RemoteTarget;
  readonly #fixed: readonly FixedPages[];
  readonly #mapped: MappedPages;

  constructor(
    target: RemoteTarget,
    mappings: readonly MemoryMapping[],
    fixed: readonly FixedPages[],
  ) {
    this.#target = target;
    this.#fixed = fixed;
    this.#mapped = new MappedPages(target, mappings);
  }

  /** Codes: target-died, remote-lost, remote-timeout, cancelled. */
  async read(
    ranges: readonly MemoryRange[],
    signal?: AbortSignal,
  ): Promise<readonly (Uint8Array | null)[]> {
    signal?.throwIfAborted();
    const results: (Uint8Array | null)[] = ranges.map(() => null);
    const wanted: number[] = [];
    for (const [index, { address, length }] of ranges.entries()) {
      const fixed = this.#fixed.find(
        ({ start, end }) => address >= start && address + length <= end,
      );
      if (length === 0) results[index] = new Uint8Array(0);
      else if (fixed === undefined) wanted.push(index);
      else
        results[index] = await fixed.file.readAt(
          fixed.offset + (address - fixed.start),
          length,
        );
    }
    const mapped = await this.#mapped.only(ranges, wanted);
    const alone = await this.#readRuns(
      ranges,
      results,
      joinRuns(ranges, mapped),
    );
    signal?.throwIfAborted();
    // A page of theirs could not be read: whose it was, each alone tells.
    await this.#readRuns(
      ranges,
      results,
      alone.map((index) => runOf(ranges[index]!, index)),
    );
    return results;
  }

  /** Members of joined runs that have to be asked for one by one. */
  async #readRuns(
    ranges: readonly MemoryRange[],
    results: (Uint8Array | null)[],
    runs: readonly PageRun[],
  ): Promise<readonly number[]> {
    const alone: number[] = [];
    await Promise.all(
      runs.map(async (run) => {
        const pages = await this.#readPages(run);
        if (pages === null && run.members.length > 1)
          alone.push(...run.members);
        if (pages === null) return;
        for (const index of run.members) {
          const { address, length } = ranges[index]!;
          const from = address - run.first * pageBytes;
          results[index] = pages.subarray(from, from + length);
        }
      }),
    );
    return alone;
  }

  /** Null when some page of it cannot be read. */
  async #readPages({ first, end }: PageRun): Promise<Uint8Array | null> {
    const { session } = this.#target;
    const parts: Promise<Uint8Array | null>[] = [];
    for (let page = first; page < end; page += mostQuestionPages) {
      const count = Math.min(mostQuestionPages, end - page);
      parts.push(
        session
          .readBlocks({
            file: "mem",
            blockBytes: pageBytes,
            skip: page,
            count,
          })
          .then(({ bytes, full, status, identity }) => {
            checkIdentity(this.#target, identity);
            return status === 0 && full === count ? bytes : null;
          }),
      );
    }
    const read = await Promise.all(parts);
    if (read.length === 1) return read[0] ?? null;
    const all = new Uint8Array((end - first) * pageBytes);
    let done = 0;
    for (const part of read) {
      if (part === null) return null;
      all.set(part, done);
      done += part.length;
    }
    return all;
  }
}

function runOf({ address, length }: MemoryRange, index: number): PageRun {
  return {
    first: Math.floor(address / pageBytes),
    end: Math.ceil((address + length) / pageBytes),
    members: [index],
  };
}

function joinRuns(
  ranges: readonly MemoryRange[],
  wanted: readonly number[],
): readonly PageRun[] {
  const runs: PageRun[] = [];
  const alone = wanted
    .map((index) => runOf(ranges[index]!, index))
    .sort((a, b) => a.first - b.first);
  for (const run of alone) {
    const last = runs.at(-1);
    if (
      last !== undefined &&
      run.first - last.end <= mostGapPages &&
      Math.max(run.end, last.end) - last.first <= mostQuestionPages
    ) {
      last.end = Math.max(last.end, run.end);
      last.members.push(...run.members);
    } else runs.push(run);
  }
  return runs;
}

// Memory that a core kept. Cores leave out what can be had from files: read-only pages come from the executable. What is
// in neither is not readable, which is not the same as zero.
// Source of truth: core(5), coredump_filter in proc(5).

import { TrivetError } from "../../core/errors.ts";
import { segmentType, type ElfLayout } from "../../core/elf/elf-layout.ts";
import type {
  MemoryRange,
  TargetMemory,
} from "../../core/go-runtime/target-memory.ts";
import type { RandomAccessFile } from "../../services/ports/process-memory.ts";

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
  readonly file: RandomAccessFile;
}

/** Bytes in a file by address, sorted, without overlap. */
class Pieces {
  readonly #pieces: readonly Piece[];

  constructor(pieces: readonly Piece[]) {
    this.#pieces = [...pieces].sort((a, b) => a.start - b.start);
  }

  /** The piece that holds the address; null when none does. */
  find(address: number): Piece | null {
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#pieces[middle]!.start <= address) low = middle + 1;
      else high = middle;
    }
    const piece = this.#pieces[low - 1];
    return piece !== undefined && address < piece.end ? piece : null;
  }

  /** Where the next piece begins; Infinity behind the last. */
  nextStart(address: number): number {
    let low = 0;
    let high = this.#pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#pieces[middle]!.start <= address) low = middle + 1;
      else high = middle;
    }
    return this.#pieces[low]?.start ?? Infinity;
  }
}

function loadedPieces(
  file: RandomAccessFile,
  layout: ElfLayout,
  bias: number,
): Pieces {
  return new Pieces(
    layout.segments
      .filter(({ type, fileSize }) => type === segmentType.load && fileSize > 0)
      .map(({ address, offset, fileSize }) => ({
        start: address + bias,
        end: address + bias + fileSize,
        offset,
        file,
      })),
  );
}

export class CoreMemory implements TargetMemory {
  readonly #core: Pieces;
  readonly #executable: Pieces;

  /** `bias`: where the executable was loaded, relative to how it was linked. */
  constructor(
    core: { readonly file: RandomAccessFile; readonly layout: ElfLayout },
    executable: {
      readonly file: RandomAccessFile;
      readonly layout: ElfLayout;
      readonly bias: number;
    },
  ) {
    this.#core = loadedPieces(core.file, core.layout, 0);
    this.#executable = loadedPieces(
      executable.file,
      executable.layout,
      executable.bias,
    );
  }

  async read(
    ranges: readonly MemoryRange[],
    signal?: AbortSignal,
  ): Promise<readonly (Uint8Array | null)[]> {
    const results: (Uint8Array | null)[] = [];
    for (const range of ranges) {
      signal?.throwIfAborted();
      results.push(await this.#readOne(range));
    }
    return results;
  }

  async #readOne({ address, length }: MemoryRange): Promise<Uint8Array | null> {
    let bytes: Uint8Array | null = null;
    let done = 0;
    while (done < length) {
      const at = address + done;
      const own = this.#core.find(at);
      const piece = own ?? this.#executable.find(at);
      if (piece === null) return null;
      // A page that the core does have is newer than the executable's.
      const end =
        own === null ? Math.min(piece.end, this.#core.nextStart(at)) : own.end;
      const count = Math.min(length - done, end - at);
      const part = await piece.file.readAt(
        piece.offset + (at - piece.start),
        count,
      );
      if (part.length < count)
        throw new TrivetError(
          "core-malformed",
          `${piece.file.path} ends at byte ${piece.file.size}, before the memory at 0x${at.toString(16)}`,
          { detail: { address: at, size: piece.file.size } },
        );
      // The usual case of a long range: no second copy.
      if (count === length) return part;
      bytes ??= new Uint8Array(length);
      bytes.set(part, done);
      done += count;
    }
    return bytes ?? new Uint8Array(0);
  }
}

// What holds the heap from outside: package-level variables by the compiler's pointer masks, goroutines' stacks,
// finalizers and cleanups. Copied while the target stands still; grouped and named afterwards (build-roots.ts).
// Source of truth: runtime/mgcmark.go (markroot), runtime/symtab.go (moduledata), runtime/mheap.go (special).

import {
  collectGoroutines,
  type CollectedGoroutine,
} from "../go-runtime/collect-goroutines.ts";
import type { FunctionTable } from "../go-runtime/function-table.ts";
import { readStatusNames } from "../go-runtime/goroutine-states.ts";
import type { ThreadState } from "../go-runtime/running-place.ts";
import {
  pointerSize,
  readWord,
  viewOf,
  type RuntimeLayout,
} from "../go-runtime/runtime-layout.ts";
import { readBytes, type TargetMemory } from "../go-runtime/target-memory.ts";
import { gather } from "./gather.ts";
import type { RawSpans } from "./read-span-table.ts";

export interface DataSection {
  readonly start: number;
  readonly bytes: Uint8Array;
  /** A bit for each word. */
  readonly mask: Uint8Array;
  readonly maskWords: number;
}
export interface StackBytes {
  readonly goroutine: CollectedGoroutine;
  /** From here to the end of the stack. */
  readonly start: number;
  readonly bytes: Uint8Array;
}
export interface SpecialRecord {
  readonly kind: "finalizer" | "cleanup";
  /** The object that it belongs to. */
  readonly object: number;
  /** The function value that will run. */
  readonly fn: number;
}
/** An object that the heap profile sampled, and the record of the stack that allocated it. */
export interface SampledRecord {
  readonly object: number;
  readonly bucket: number;
}
export interface RawRoots {
  readonly sections: readonly DataSection[];
  readonly stacks: readonly StackBytes[];
  readonly specials: readonly SpecialRecord[];
  readonly sampled: readonly SampledRecord[];
}

export interface RootSource {
  readonly memory: TargetMemory;
  readonly layout: RuntimeLayout;
  readonly table: FunctionTable;
  /** The target runs on. */
  readonly isMoving: boolean;
  readonly threads: () => Promise<readonly ThreadState[]>;
  readonly signal?: AbortSignal;
}

/** The heap has no longer chain of specials at one span. */
const maxChain = 1 << 16;
/** Longer stacks than the runtime allows are damage. */
const maxStackBytes = 1 << 30;

/** Codes: memory-unreadable, target-died, cancelled. */
export async function readRoots(
  source: RootSource,
  spans: RawSpans,
): Promise<RawRoots> {
  return {
    sections: await readSections(source),
    stacks: await readStacks(source),
    ...(await readSpecials(source, spans)),
  };
}

async function readSections({
  memory,
  layout,
}: RootSource): Promise<readonly DataSection[]> {
  const structure = layout.structure("moduledata");
  const sections: DataSection[] = [];
  let address = layout.variable("firstModule").address;
  // Plugins are further modules; a chain that does not end is damage.
  for (let module = 0; address !== 0 && module < 256; module++) {
    const view = viewOf(
      await readBytes(
        memory,
        { address, length: structure.size },
        "the module's data",
      ),
    );
    for (const [start, end, mask, bits] of [
      ["data", "dataEnd", "dataMask", "dataMaskBits"],
      ["bss", "bssEnd", "bssMask", "bssMaskBits"],
    ] as const) {
      const from = structure.number(view, 0, start);
      const length = structure.number(view, 0, end) - from;
      const maskWords = structure.number(view, 0, bits);
      sections.push({
        start: from,
        bytes: await readBytes(
          memory,
          { address: from, length },
          "package-level variables",
        ),
        mask: await readBytes(
          memory,
          {
            address: structure.number(view, 0, mask),
            length: Math.ceil(maskWords / 8),
          },
          "the pointer mask of package-level variables",
        ),
        maskWords,
      });
    }
    address = structure.number(view, 0, "next");
  }
  return sections;
}

async function readStacks(source: RootSource): Promise<readonly StackBytes[]> {
  const collected = await collectGoroutines({
    ...source,
    statusNames: readStatusNames(source.layout),
  });
  const stacks: StackBytes[] = [];
  const rest: { readonly index: number; readonly from: number }[] = [];
  for (const goroutine of collected) {
    const { stackLow, stackHigh } = goroutine;
    if (!(stackHigh > stackLow) || stackHigh - stackLow > maxStackBytes)
      continue;
    // Of one that runs, and nobody knows where, all of its stack may be in use.
    const start = goroutine.top?.sp ?? stackLow;
    const known = goroutine.top === null ? null : goroutine.stack;
    const bytes = known ?? new Uint8Array(0);
    if (start + bytes.length < stackHigh)
      rest.push({ index: stacks.length, from: start + bytes.length });
    stacks.push({ goroutine, start, bytes });
  }
  const more = await gather(
    source.memory,
    Float64Array.from(rest, ({ from }) => from),
    Uint32Array.from(
      rest,
      ({ index, from }) => stacks[index]!.goroutine.stackHigh - from,
    ),
    source.signal,
  );
  rest.forEach(({ index, from }, at) => {
    if (more.isThere[at] === 0) return;
    const { goroutine, start, bytes } = stacks[index]!;
    const whole = new Uint8Array(goroutine.stackHigh - start);
    whole.set(bytes);
    whole.set(
      more.bytes.subarray(
        more.at[at],
        more.at[at]! + (goroutine.stackHigh - from),
      ),
      from - start,
    );
    stacks[index] = { goroutine, start, bytes: whole };
  });
  return stacks;
}

/** Chains of all spans at once, one link a round. */
async function readSpecials(
  { memory, layout, signal }: RootSource,
  spans: RawSpans,
): Promise<Pick<RawRoots, "specials" | "sampled">> {
  const special = layout.structure("special");
  const finalizer = layout.structure("specialFinalizer");
  const cleanup = layout.structure("specialCleanup");
  const profile = layout.structure("profileSpecial");
  const kinds = new Map<number, "finalizer" | "cleanup" | "profile">([
    [layout.constant("specialFinalizer"), "finalizer"],
    [layout.constant("specialProfile"), "profile"],
  ]);
  const cleanupKind = layout.optionalConstant("specialCleanup");
  if (cleanupKind !== null) kinds.set(cleanupKind, "cleanup");
  const length = Math.max(
    special.size,
    finalizer.size,
    cleanup.size,
    profile.size,
  );
  const found: SpecialRecord[] = [];
  const sampled: SampledRecord[] = [];
  let addresses: number[] = [];
  let owners: number[] = [];
  for (let span = 0; span < spans.count; span++)
    if (spans.specials[span]! !== 0) {
      addresses.push(spans.specials[span]!);
      owners.push(span);
    }
  for (let round = 0; addresses.length > 0 && round < maxChain; round++) {
    const { view, at, isThere } = await gather(
      memory,
      Float64Array.from(addresses),
      length,
      signal,
    );
    const nextAddresses: number[] = [];
    const nextOwners: number[] = [];
    addresses.forEach((_, index) => {
      if (isThere[index] === 0) return;
      const span = owners[index]!;
      const next = special.number(view, at[index]!, "next");
      if (next !== 0) {
        nextAddresses.push(next);
        nextOwners.push(span);
      }
      const kind = kinds.get(special.number(view, at[index]!, "kind"));
      if (kind === undefined) return;
      const object =
        spans.start[span]! + special.number(view, at[index]!, "offset");
      if (kind === "profile") {
        const bucket = profile.number(view, at[index]!, "bucket");
        sampled.push({ object, bucket });
        return;
      }
      found.push({
        kind,
        object,
        fn:
          kind === "finalizer"
            ? finalizer.number(view, at[index]!, "fn")
            : cleanup.number(view, at[index]!, "fn"),
      });
    });
    addresses = nextAddresses;
    owners = nextOwners;
  }
  return { specials: found, sampled };
}

/** Of the words that the mask calls pointers: those that are not nil, with where they are. */
export function sectionPointers(section: DataSection): {
  readonly places: Float64Array;
  readonly values: Float64Array;
  readonly previous: Float64Array;
} {
  const view = viewOf(section.bytes);
  const words = Math.min(
    section.maskWords,
    Math.floor(section.bytes.length / pointerSize),
  );
  const places: number[] = [];
  const values: number[] = [];
  const previous: number[] = [];
  for (let word = 0; word < words; word++) {
    const mask = section.mask[word >> 3]!;
    if (mask === 0) {
      word |= 7;
      continue;
    }
    if (((mask >> (word & 7)) & 1) === 0) continue;
    const at = word * pointerSize;
    const high = view.getUint32(at + 4, true);
    if (high === 0 && view.getUint32(at, true) === 0) continue;
    places.push(section.start + at);
    values.push(view.getUint32(at, true) + high * 2 ** 32);
    previous.push(word === 0 ? 0 : readWord(view, at - pointerSize));
  }
  return {
    places: Float64Array.from(places),
    values: Float64Array.from(values),
    previous: Float64Array.from(previous),
  };
}

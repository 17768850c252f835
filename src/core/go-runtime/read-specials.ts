// What the runtime keeps beside single objects: which were sampled and where they were allocated, finalizers, cleanups,
// weak pointers. One list a span; all lists are followed at once, one bulk read a link.
// Source of truth: runtime/mheap.go (special, specialfinalizer, specialprofile, specialCleanup, addspecial).

import type { ConstantName } from "./layout-spec.ts";
import { readWord, viewOf, type RuntimeLayout } from "./runtime-layout.ts";
import type { SpanPlace } from "./span-places.ts";
import { readScattered, type TargetMemory } from "./target-memory.ts";

const kindConstants = {
  profile: "specialProfile",
  finalizer: "specialFinalizer",
  cleanup: "specialCleanup",
  "weak-handle": "specialWeakHandle",
  reachable: "specialReachable",
  "pin-counter": "specialPinCounter",
  "tiny-block": "specialTinyBlock",
  "check-finalizer": "specialCheckFinalizer",
  bubble: "specialBubble",
  secret: "specialSecret",
} as const satisfies Readonly<Record<string, ConstantName>>;

/** `unknown`: a kind that this version's constants do not name. */
export type SpecialKind = keyof typeof kindConstants | "unknown";

export interface Special {
  readonly kind: SpecialKind;
  /** Of the runtime's structure. */
  readonly address: number;
  /** Of the object. */
  readonly object: number;
  readonly span: SpanPlace;
}

/** A list has some entries for each object of a span; garbage may run in a circle. */
const maxLinks = 100_000;
const maxSpecials = 20_000_000;

/** By span, in the order of the objects. Codes: target-died, cancelled. */
export async function readSpecials(
  memory: TargetMemory,
  layout: RuntimeLayout,
  spans: readonly SpanPlace[],
  signal?: AbortSignal,
): Promise<readonly Special[]> {
  const structure = layout.structure("special");
  const kinds = kindNames(layout);
  const lists: Special[][] = spans.map(() => []);
  let total = 0;
  let open = spans.flatMap(({ specials }, list) =>
    specials === 0 ? [] : [{ address: specials, list }],
  );
  for (let link = 0; open.length > 0 && link < maxLinks; link++) {
    const parts = await readScattered(
      memory,
      open.map(({ address }) => ({ address, length: structure.size })),
      signal,
    );
    open = open.flatMap(({ address, list }, index) => {
      const bytes = parts[index] ?? null;
      const span = spans[list]!;
      if (bytes === null || total >= maxSpecials) return [];
      const view = viewOf(bytes);
      const offset = structure.number(view, 0, "offset");
      // A list that was changed while it was read leads out of its span.
      if (offset >= span.bytes) return [];
      total++;
      lists[list]!.push({
        kind: kinds.get(structure.number(view, 0, "kind")) ?? "unknown",
        address,
        object: span.start + offset,
        span,
      });
      const next = structure.number(view, 0, "next");
      return next === 0 ? [] : [{ address: next, list }];
    });
  }
  return lists.flat();
}

function kindNames(layout: RuntimeLayout): ReadonlyMap<number, SpecialKind> {
  const names = new Map<number, SpecialKind>();
  for (const [name, constant] of Object.entries(kindConstants)) {
    const value = layout.optionalConstant(constant);
    if (value !== null) names.set(value, name as SpecialKind);
  }
  return names;
}

/** Buckets of the heap profile that sampled objects belong to, in the order of the specials; 0 where it is unreadable. */
export async function readProfileBuckets(
  memory: TargetMemory,
  layout: RuntimeLayout,
  specials: readonly Special[],
  signal?: AbortSignal,
): Promise<readonly number[]> {
  const { offset, size } = layout.structure("profileSpecial").place("bucket");
  const words = await readScattered(
    memory,
    specials.map(({ address }) => ({
      address: address + offset,
      length: size,
    })),
    signal,
  );
  return words.map((bytes) =>
    bytes === null ? 0 : readWord(viewOf(bytes), 0),
  );
}

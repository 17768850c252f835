// Objects that the heap profile sampled and that are still there: address, size, type where it is known, and the stack
// that allocated them. Who allocated it, object by object; the object graph says who holds it. Beside them what else the
// runtime keeps of single objects: finalizers, cleanups.
// Source of truth: runtime/mprof.go (mProf_Malloc, setprofilebucket), runtime/mheap.go (special).

import {
  locateStack,
  lookupAddresses,
  type BucketLocation,
} from "../core/go-runtime/bucket-stacks.ts";
import type { FunctionTable } from "../core/go-runtime/function-table.ts";
import { readBucketStacks } from "../core/go-runtime/read-buckets.ts";
import {
  readFinalizerQueue,
  readFinalizers,
} from "../core/go-runtime/read-finalizers.ts";
import {
  readProfileBuckets,
  readSpecials,
  type Special,
  type SpecialKind,
} from "../core/go-runtime/read-specials.ts";
import { readUnsigned, viewOf } from "../core/go-runtime/runtime-layout.ts";
import {
  readSlotTypes,
  readSpanPlaces,
  slotAt,
  type HeapSlot,
} from "../core/go-runtime/span-places.ts";
import { readBytes } from "../core/go-runtime/target-memory.ts";
import { readTypeDescriptor } from "../core/go-runtime/type-names.ts";
import { encodeProfile } from "../core/pprof/encode.ts";
import { ProfileBuilder } from "../core/pprof/profile-builder.ts";
import type { Mapping } from "../core/pprof/profile.ts";
import { locationsOf, unsamplingFactor } from "./inspect-buckets.ts";
import type { Inspection } from "./inspect.ts";

export interface SampledObject {
  readonly address: number;
  /** As the profile counts it: rounded up to what the allocator gives. */
  readonly size: number;
  /** Null where the runtime keeps none: small objects, those without pointers, Go before 1.22. */
  readonly type: string | null;
  readonly stack: readonly BucketLocation[];
}
export interface FinalizerEntry {
  readonly kind: "finalizer" | "cleanup";
  readonly object: number;
  /** Null when its code is not Go's. */
  readonly function: string | null;
}
export interface AllocationReport {
  /** Bytes between two samples on average; 0 = sampling is off. */
  readonly rate: number;
  /** By address. */
  readonly objects: readonly SampledObject[];
  readonly specials: readonly {
    readonly kind: SpecialKind;
    readonly count: number;
  }[];
  readonly finalizers: readonly FinalizerEntry[];
  /** Waiting to be run; cleanups are null before Go 1.25, where they wait among the finalizers. */
  readonly queue: {
    readonly finalizers: number;
    readonly cleanups: number | null;
    readonly functions: readonly string[];
  };
}

/** Codes: memory-unreadable, memory-inconsistent, layout-mismatch, target-died, cancelled. */
export async function inspectAllocations(
  inspection: Inspection,
  signal?: AbortSignal,
): Promise<AllocationReport> {
  const { layout } = inspection;
  const { memory } = inspection.image;
  const spans = await readSpanPlaces(memory, layout, signal);
  const specials = await readSpecials(memory, layout, spans, signal);
  const table = await inspection.functionTable();
  const registered = await readFinalizers(memory, layout, specials, signal);
  const queue = await readFinalizerQueue(memory, layout, signal);
  const counts = new Map<SpecialKind, number>();
  for (const { kind } of specials)
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return {
    rate: await readProfileRate(inspection),
    objects: await describeObjects(inspection, specials, signal),
    specials: [...counts].map(([kind, count]) => ({ kind, count })),
    finalizers: registered.map(({ kind, object, entry }) => ({
      kind,
      object,
      function: nameOf(table, entry),
    })),
    queue: {
      finalizers: queue.finalizers,
      cleanups: queue.cleanups,
      functions: queue.entries.map((entry) => nameOf(table, entry) ?? "?"),
    },
  };
}

function nameOf(table: FunctionTable, entry: number): string | null {
  const code = entry === 0 ? null : table.find(entry);
  return code === null ? null : table.name(code);
}

/** Bytes between two samples on average; 0 = sampling is off. */
export async function readProfileRate({
  image,
  layout,
}: Inspection): Promise<number> {
  const { address, size } = layout.variable("profileRate");
  const bytes = await readBytes(
    image.memory,
    { address, length: size },
    "the profile's rate",
  );
  return readUnsigned(viewOf(bytes), 0, size);
}

async function describeObjects(
  inspection: Inspection,
  specials: readonly Special[],
  signal: AbortSignal | undefined,
): Promise<readonly SampledObject[]> {
  const { layout } = inspection;
  const { memory } = inspection.image;
  const sampled = specials.filter(({ kind }) => kind === "profile");
  const buckets = await readProfileBuckets(memory, layout, sampled, signal);
  const stacks = await readBucketStacks(memory, layout, buckets, signal);
  const table = await inspection.functionTable();
  await table.loadInlineTrees(
    memory,
    lookupAddresses([...stacks.values()].map(({ stack }) => stack)),
  );
  const located = new Map(
    [...stacks].map(([address, { stack }]) => [
      address,
      locateStack(table, stack),
    ]),
  );
  const slots = sampled.map(({ span, object }) => slotAt(layout, span, object));
  const types = await nameTypes(inspection, slots, signal);
  const objects: SampledObject[] = [];
  sampled.forEach(({ object }, index) => {
    const bucket = stacks.get(buckets[index]!);
    // Its bucket cannot be read: the object was freed meanwhile, and its special used for something else.
    if (bucket === undefined) return;
    const type = types[index] ?? null;
    const slot = slots[index]!;
    objects.push({
      // What is noted may be the place of the header; the program points to the value behind it.
      address: slot.header === null ? object : slot.address,
      size: bucket.size,
      type: type === null ? null : rowName(type, slot.bytes),
      stack: located.get(buckets[index]!) ?? [],
    });
  });
  return objects.sort((a, b) => a.address - b.address);
}

interface NamedType {
  readonly name: string;
  readonly size: number;
}

/** The runtime keeps the element's type: of slices' arrays and the like there are several in one object. */
function rowName({ name, size }: NamedType, bytes: number): string {
  const count = size === 0 ? 1 : Math.floor(bytes / size);
  return count > 1 ? `[${count}]${name}` : name;
}

async function nameTypes(
  inspection: Inspection,
  slots: readonly HeapSlot[],
  signal: AbortSignal | undefined,
): Promise<readonly (NamedType | null)[]> {
  const { layout } = inspection;
  const { memory } = inspection.image;
  const descriptors = await readSlotTypes(memory, slots, signal);
  const debug = await inspection.debugTypes();
  const { modules } = await inspection.functionTable();
  const known = new Map<number, NamedType | null>([[0, null]]);
  for (const descriptor of descriptors)
    if (!known.has(descriptor))
      known.set(
        descriptor,
        // The runtime's own name has no package path but its last part.
        debug?.byDescriptor(descriptor) ??
          (await readTypeDescriptor(memory, layout, modules, descriptor)),
      );
  return descriptors.map((descriptor) => known.get(descriptor) ?? null);
}

/**
 * Uncompressed pprof of the sampled objects, unsampled as heap profiles are, with the type as a label. It agrees with
 * `inspect buckets` in what is in use.
 */
export function encodeAllocations(
  report: AllocationReport,
  header: { readonly timeMillis: number; readonly mapping: Mapping },
): Uint8Array {
  const builder = new ProfileBuilder([
    { type: "inuse_objects", unit: "count" },
    { type: "inuse_space", unit: "bytes" },
  ]);
  const locate = locationsOf(builder);
  for (const { object, count } of groupObjects(report.objects)) {
    const { stack, size, type } = object;
    const factor = unsamplingFactor(size, report.rate);
    builder.addSample(
      stack.map(locate),
      [Math.trunc(count * factor), Math.trunc(count * size * factor)],
      [
        { key: "bytes", number: size },
        ...(type === null ? [] : [{ key: "type", text: type }]),
      ],
    );
  }
  return encodeProfile(
    builder.build({
      defaultSampleType: "inuse_space",
      periodType: { type: "space", unit: "bytes" },
      period: report.rate,
      timeNanos: BigInt(header.timeMillis) * 1_000_000n,
      mappings: [header.mapping],
    }),
  );
}

export interface ObjectGroup {
  /** One of them. */
  readonly object: SampledObject;
  /** Sampled objects with the same stack, size and type. */
  readonly count: number;
}

/** By stack, size and type; the most sampled bytes first. */
export function groupObjects(
  objects: readonly SampledObject[],
): readonly ObjectGroup[] {
  const groups = new Map<string, { object: SampledObject; count: number }>();
  for (const object of objects) {
    const place = object.stack.map(({ pc }) => pc).join(" ");
    const key = `${object.size} ${object.type ?? ""} ${place}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { object, count: 1 });
    else group.count++;
  }
  const bytes = ({ object, count }: ObjectGroup): number => object.size * count;
  return [...groups.values()].sort((a, b) => bytes(b) - bytes(a));
}

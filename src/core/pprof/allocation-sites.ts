// Heap samples by the line that people can fix: the leaf-most frame outside the Go distribution. Kept apart by object
// size within a site, because sampling error depends on it.

import { TrivetError } from "../errors.ts";
import { GoDistribution } from "./go-symbol.ts";
import { int64At } from "./int64-column.ts";
import { neverStop, type Checkpoint, type Profile } from "./profile.ts";
import { StackReader, type StackFrame } from "./stack-frames.ts";
import type { AllocationSite, SiteBucket, SiteTable } from "./views.ts";

interface GrowingSite extends Omit<AllocationSite, "buckets"> {
  readonly buckets: Map<number, GrowingBucket>;
}
type GrowingBucket = { -readonly [K in keyof SiteBucket]: SiteBucket[K] };

/** Sorted by bytes in use, then allocated. Code: profile-incompatible when it is not a heap or allocs profile. */
export function buildSiteTable(
  profile: Profile,
  checkpoint: Checkpoint = neverStop,
): SiteTable {
  const value = heapValues(profile);
  const stacks = new StackReader(profile);
  const distribution = learnDistribution(profile, stacks);
  const objectBytes = objectSizes(profile);
  const sites = new Map<string, GrowingSite>();
  for (let sample = 0; sample < profile.samples.count; sample++) {
    if (sample % 1024 === 0) checkpoint();
    const { site, via } = siteOf(stacks.frames(sample), distribution);
    const key = `${site.line} ${site.function} ${site.file} ${via}`;
    let growing = sites.get(key);
    if (growing === undefined) {
      growing = { ...site, via, buckets: new Map() };
      sites.set(key, growing);
    }
    addToBucket(growing, objectBytes(sample), {
      allocObjects: value(sample, "alloc_objects"),
      allocBytes: value(sample, "alloc_space"),
      inuseObjects: value(sample, "inuse_objects"),
      inuseBytes: value(sample, "inuse_space"),
    });
  }
  const table = [...sites.values()].map((site) => ({
    ...site,
    buckets: [...site.buckets.values()].sort(
      (a, b) => a.objectBytes - b.objectBytes,
    ),
  }));
  const sum = (site: AllocationSite, field: "inuseBytes" | "allocBytes") =>
    site.buckets.reduce((total, bucket) => total + bucket[field], 0);
  table.sort(
    (a, b) =>
      sum(b, "inuseBytes") - sum(a, "inuseBytes") ||
      sum(b, "allocBytes") - sum(a, "allocBytes"),
  );
  return {
    // 0 would say that MemProfileRate is unknown; Go's default is what it then most likely was.
    sampleRateBytes: profile.period > 0 ? profile.period : 524_288,
    sites: table,
  };
}

function addToBucket(
  site: GrowingSite,
  objectBytes: number,
  values: Omit<SiteBucket, "objectBytes">,
): void {
  // Without the label, the average tells the size as well as anything.
  const size =
    objectBytes > 0
      ? objectBytes
      : Math.round(values.allocBytes / Math.max(1, values.allocObjects));
  const bucket = site.buckets.get(size);
  if (bucket === undefined) {
    site.buckets.set(size, { objectBytes: size, ...values });
    return;
  }
  bucket.allocObjects += values.allocObjects;
  bucket.allocBytes += values.allocBytes;
  bucket.inuseObjects += values.inuseObjects;
  bucket.inuseBytes += values.inuseBytes;
}

export function heapValues(
  profile: Profile,
): (sample: number, type: string) => number {
  const indexes = new Map(
    profile.sampleTypes.map(({ type }, index) => [type, index]),
  );
  for (const type of [
    "alloc_objects",
    "alloc_space",
    "inuse_objects",
    "inuse_space",
  ])
    if (!indexes.has(type))
      throw new TrivetError(
        "profile-incompatible",
        `not a heap profile: it has ${profile.sampleTypes.map((own) => own.type).join(", ") || "no sample types"}, and not ${type}`,
      );
  const types = profile.sampleTypes.length;
  return (sample, type) =>
    profile.samples.values.numbers[sample * types + (indexes.get(type) ?? 0)]!;
}

/** The numeric label `bytes` that Go puts on every heap sample; 0 where it is missing. */
export function objectSizes(profile: Profile): (sample: number) => number {
  const { samples, labels, strings } = profile;
  return (sample) => {
    const end = samples.labelStart[sample + 1]!;
    for (let at = samples.labelStart[sample]!; at < end; at++)
      if (labels.text[at] === 0 && strings.get(labels.key[at]!) === "bytes")
        return Number(int64At(labels.number, at));
    return 0;
  };
}

function learnDistribution(
  profile: Profile,
  stacks: StackReader,
): GoDistribution {
  function* everyFrame(): Generator<StackFrame> {
    for (let location = 0; location < profile.locations.count; location++)
      yield* stacks.ofLocation(location);
  }
  return GoDistribution.learn(everyFrame());
}

const nowhere: StackFrame = { function: "", file: "", line: 0 };

function siteOf(
  frames: Iterable<StackFrame>,
  distribution: GoDistribution,
): { readonly site: StackFrame; readonly via: string } {
  let leaf: StackFrame | undefined;
  for (const frame of frames) {
    leaf ??= frame;
    if (distribution.has(frame)) continue;
    const via = leaf.function === frame.function ? "" : leaf.function;
    return { site: frame, via };
  }
  // Nothing but the distribution: the leaf is all there is to name.
  return { site: leaf ?? nowhere, via: "" };
}

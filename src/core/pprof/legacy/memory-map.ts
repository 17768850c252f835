// The memory map at the end of a profile without symbols (/proc/self/maps): which binary an address belongs to
// (ParseMemoryMap and remapMappingIDs in profile/legacy_profile.go).

import { unknownMapping } from "../profile-builder.ts";
import type { Mapping } from "../profile.ts";

const mapsLine =
  /^\s*([\da-f]{1,16})-([\da-f]{1,16})\s+([-rwxps]{4})\s+([\da-f]{1,16})\s+[\da-f]+:[\da-f]+\s+\d+(?:\s+(\S+))?/i;

const sharedLibrary = /\.so$|\.so[._][0-9]+/;
/** Where a program that is not relocated starts. */
const usualStart = 0x40_0000n;

/** Executable regions, the main binary first; lines that are none are ignored, as pprof does. */
export function parseMemoryMap(text: string): readonly Mapping[] {
  const regions: Mapping[] = [];
  for (const line of text.split("\n")) {
    const found = mapsLine.exec(line);
    if (found === null || !found[3]!.includes("x")) continue;
    const region: Mapping = {
      ...unknownMapping,
      start: BigInt(`0x${found[1]!}`),
      limit: BigInt(`0x${found[2]!}`),
      offset: BigInt(`0x${found[4]!}`),
      file: found[5] ?? "",
    };
    const last = regions.at(-1);
    if (last !== undefined && continues(last, region))
      regions[regions.length - 1] = {
        ...last,
        limit: region.limit,
        file: region.file === "" ? last.file : region.file,
      };
    else regions.push(region);
  }
  const main = regions.findIndex(
    ({ file }) =>
      file !== "" && !file.startsWith("[") && !sharedLibrary.test(file),
  );
  if (main > 0) [regions[0], regions[main]] = [regions[main]!, regions[0]!];
  return regions.map((region, index) => {
    const moved =
      index === 0 && region.start - region.offset === usualStart
        ? { start: usualStart, offset: 0n }
        : {};
    return { ...region, ...moved, id: BigInt(index + 1) };
  });
}

/** One region that the system lists in two parts. */
function continues(first: Mapping, second: Mapping): boolean {
  if (first.limit !== second.start) return false;
  if (first.file !== "" && second.file !== "" && first.file !== second.file)
    return false;
  return (
    first.offset === 0n ||
    second.offset === 0n ||
    first.offset + first.limit - first.start === second.offset
  );
}

/** Addresses of no region get one that is everything, as in pprof; 0 is nowhere. */
export function placeAddresses(
  regions: readonly Mapping[],
  addresses: Iterable<bigint>,
): {
  readonly mappings: readonly Mapping[];
  /** An index, -1 = none. */
  readonly mappingOf: (address: bigint) => number;
} {
  const byStart = regions
    .map((region, index) => ({ region, index }))
    .sort((a, b) => (a.region.start < b.region.start ? -1 : 1));
  const places = new Map<bigint, number>();
  let anyLost = false;
  for (const address of addresses) {
    if (places.has(address)) continue;
    const region = address === 0n ? -1 : regionAt(byStart, address);
    if (region === -1 && address !== 0n) anyLost = true;
    places.set(
      address,
      region === -1 && address !== 0n ? regions.length : region,
    );
  }
  return {
    mappings: anyLost
      ? [...regions, { ...unknownMapping, id: BigInt(regions.length + 1) }]
      : regions,
    mappingOf: (address) => places.get(address) ?? -1,
  };
}

function regionAt(
  byStart: readonly { readonly region: Mapping; readonly index: number }[],
  address: bigint,
): number {
  let low = 0;
  let high = byStart.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byStart[middle]!.region.start <= address) low = middle + 1;
    else high = middle;
  }
  const found = byStart[low - 1];
  return found !== undefined && address < found.region.limit ? found.index : -1;
}

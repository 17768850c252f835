// The structure behind a map value, put together from the runtime's layout and the type of the map's slots, in the shape
// in which debug information describes it: so there is one reader of maps.
// Source of truth: cmd/link/internal/ld/dwarf.go (synthesizemaptypes, synthesizemaptypesSwiss).

import type { RuntimeLayout } from "../go-runtime/runtime-layout.ts";
import { wordBytes, type GoType, type StructField } from "./go-type.ts";

/** `slots`: the bucket of a map to Go 1.23, the group since. */
export function mapInternals(
  layout: RuntimeLayout,
  slots: GoType,
  mapName: string,
): GoType {
  const label = mapName.replace(/^map/, "");
  const swiss = layout.structure("swissMap");
  if (!swiss.exists) {
    const map = layout.structure("bucketMap");
    return struct(`hash<${label}>`, map.size, [
      field("buckets", map.place("buckets").offset, pointer(slots, true)),
      field("oldbuckets", map.place("oldBuckets").offset, pointer(slots, true)),
    ]);
  }
  const table = layout.structure("swissTable");
  const groups = struct(`groupReference<${label}>`, 2 * wordBytes, [
    field("data", 0, pointer(slots, true)),
  ]);
  const tables = struct(`table<${label}>`, table.size, [
    field("groups", table.place("groups").offset, groups),
  ]);
  return struct(`map<${label}>`, swiss.size, [
    field(
      "dirPtr",
      swiss.place("tables").offset,
      pointer(pointer(tables), true),
    ),
    field("dirLen", swiss.place("tableCount").offset, {
      kind: "int",
      name: "int",
      size: wordBytes,
    }),
  ]);
}

function struct(
  name: string,
  size: number,
  fields: readonly StructField[],
): GoType {
  return { kind: "struct", name, size, fields };
}

function field(name: string, offset: number, type: GoType): StructField {
  return { name, offset, type, isEmbedded: false };
}

function pointer(target: GoType, isArray = false): GoType {
  return {
    kind: "pointer",
    name: `*${target.name}`,
    size: wordBytes,
    target,
    isArray,
  };
}

// Pointers that Go's own source declares without saying what is behind them, or that point to several values in a row:
// tables of maps, buffers of channels, the shards of a sync.Pool. Without this, whatever hangs on them has no type.
// Source of truth: runtime/map.go up to Go 1.23, internal/runtime/maps since 1.24, runtime/chan.go, sync/pool.go,
// sync/atomic/type.go.

import {
  wordBytes,
  type GoType,
  type PointerType,
  type TypeSource,
} from "./go-type.ts";

export interface DeclaredField {
  /** Name of the structure. */
  readonly structure: string;
  readonly field: string;
  readonly plain: GoType;
}

/** The field's type as it is used; `plain` for all but the few known ones. */
export function pointedTo(types: TypeSource, declared: DeclaredField): GoType {
  const { structure, field, plain } = declared;
  if (plain.kind === "pointer")
    return isRow(structure, field) ? { ...onTo(plain.target), ...row } : plain;
  if (plain.kind !== "unsafe-pointer") return plain;
  const channel = /^hchan<(.*)>$/.exec(structure)?.[1];
  if (channel !== undefined && field === "buf")
    return { ...onTo(types.byName(channel)), ...row };
  if (structure === "sync.Pool" && (field === "local" || field === "victim"))
    return { ...onTo(types.byName("sync.poolLocal")), ...row };
  const atomic = /^sync\/atomic\.Pointer\[(.*)\]$/.exec(structure)?.[1];
  if (atomic !== undefined && field === "v")
    return onTo(types.byName(atomic) ?? types.byName(plainName(atomic)));
  return plain;
}

const row = { isArray: true } as const;

/** Buckets of a map, groups of a swiss map, its directory of tables. */
function isRow(structure: string, field: string): boolean {
  if (structure.startsWith("hash<"))
    return field === "buckets" || field === "oldbuckets";
  if (structure.startsWith("groupReference<")) return field === "data";
  return structure.startsWith("map<") && field === "dirPtr";
}

function onTo(target: GoType | null): PointerType {
  return {
    kind: "pointer",
    name: target === null ? "unsafe.Pointer" : `*${target.name}`,
    size: wordBytes,
    target,
    isArray: false,
  };
}

/** Instances name shapes: `go.shape.` is the compiler's. */
const plainName = (name: string): string => name.replace(/^go\.shape\./, "");

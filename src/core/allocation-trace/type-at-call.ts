// Which type an allocation is of. The heap does not say, but the machine code does: whoever calls newobject, makeslice
// and their like loads the type's address into a register directly before the call (`lea reg, [rip+disp]`).
// Source of truth: Intel SDM vol. 2 (LEA, ModRM with mod 00 and r/m 101); runtime/malloc.go, slice.go, map.go, chan.go,
// iface.go, string.go for what the functions take.

import { viewOf } from "../go-runtime/runtime-layout.ts";

/** Bytes of code before a return address in which the type is looked for. */
export const lookBackBytes = 96;

/** What the loaded type is to the object: itself, its element, the map or channel that it is part of. */
export type TypeRole = "self" | "element" | "container";

type Maker =
  | { readonly role: TypeRole }
  /** Functions that always make the same. */
  | { readonly type: string };

const makers: Readonly<Record<string, Maker>> = {
  "runtime.newobject": { role: "self" },
  "runtime.convT": { role: "self" },
  "runtime.convTnoptr": { role: "self" },
  "runtime.makeslice": { role: "element" },
  "runtime.makeslice64": { role: "element" },
  "runtime.makeslicecopy": { role: "element" },
  "runtime.growslice": { role: "element" },
  "runtime.growsliceNoAlias": { role: "element" },
  "runtime.newarray": { role: "element" },
  "runtime.makechan": { role: "self" },
  "runtime.makechan64": { role: "self" },
  "runtime.makemap": { role: "container" },
  "runtime.makemap64": { role: "container" },
  "runtime.convTstring": { type: "string" },
  "runtime.convTslice": { type: "[]uint8" },
  "runtime.convT64": { type: "uint64" },
  "runtime.convT32": { type: "uint32" },
  "runtime.convT16": { type: "uint16" },
  "runtime.stringtoslicebyte": { type: "[]uint8" },
  "runtime.stringtoslicerune": { type: "[]int32" },
  "runtime.slicebytetostring": { type: "string" },
  "runtime.slicerunetostring": { type: "string" },
  "runtime.intstring": { type: "string" },
  "internal/bytealg.MakeNoZero": { type: "[]uint8" },
};

/** How the called runtime function says what it makes; null where it does not. */
export function makerOf(callee: string): Maker | null {
  const known = makers[callee];
  if (known !== undefined) return known;
  if (callee.startsWith("runtime.concatstring")) return { type: "string" };
  if (callee.startsWith("runtime.concatbyte")) return { type: "[]uint8" };
  if (
    callee.startsWith("runtime.mapassign") ||
    callee.startsWith("runtime.makemap")
  )
    return { role: "container" };
  // Since Go 1.27 the compiler calls the allocator of a size class directly.
  if (callee.startsWith("runtime.mallocgc")) return { role: "self" };
  return null;
}

export function wordType(role: TypeRole, name: string): string {
  switch (role) {
    case "self":
      return name;
    case "element":
      return `[]${name}`;
    case "container":
      return `${name} (inside)`;
  }
}

/**
 * The last address in [low, high) that the code loads before `returnAddress`; null when it loads none. `code` ends
 * there.
 */
export function findLoadedAddress(
  code: Uint8Array,
  returnAddress: number,
  range: { readonly low: number; readonly high: number },
): number | null {
  const view = viewOf(code);
  const instructionBytes = 7;
  const start = returnAddress - code.length;
  for (let at = code.length - instructionBytes; at >= 0; at--) {
    const prefix = code[at]!;
    // REX.W, or REX.WR for r8 to r15.
    if (prefix !== 0x48 && prefix !== 0x4c) continue;
    if (code[at + 1] !== 0x8d || (code[at + 2]! & 0xc7) !== 0x05) continue;
    const address = start + at + instructionBytes + view.getInt32(at + 3, true);
    if (address >= range.low && address < range.high) return address;
  }
  return null;
}

/** A type of this size may be what `bytes` (rounded up to a size class) were allocated for. */
export function fitsSize(
  role: TypeRole,
  typeSize: number,
  bytes: number,
): boolean {
  if (role === "container") return true;
  if (typeSize > bytes) return false;
  // Objects below 16 bytes share a slot; between size classes up to a third is lost, and of a large object a page.
  const smallest = 32;
  const pageBytes = 8192;
  return (
    role === "element" ||
    bytes <= smallest ||
    bytes <= typeSize * 1.5 ||
    bytes - typeSize < pageBytes
  );
}

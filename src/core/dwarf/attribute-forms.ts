// How attribute values are written. Most are skipped: a Go binary has some hundred thousand entries, and a layout needs
// a few hundred of them.
// Source of truth: DWARF 5, section 7.5.6 and figure 7.6.

import { DwarfDamage, type ByteCursor } from "./byte-cursor.ts";

export const attribute = {
  name: 0x03,
  byteSize: 0x0b,
  language: 0x13,
  constValue: 0x1c,
  upperBound: 0x2f,
  count: 0x37,
  dataMemberLocation: 0x38,
  location: 0x02,
  type: 0x49,
  addressBase: 0x73,
  encoding: 0x3e,
  // Go's own: cmd/internal/dwarf, DW_AT_go_*.
  goKind: 0x2900,
  goKey: 0x2901,
  goElement: 0x2902,
  goEmbedded: 0x2903,
  goRuntimeType: 0x2904,
} as const;

export interface UnitForm {
  readonly addressSize: number;
  readonly offsetSize: 4 | 8;
  readonly version: number;
  /** Where the unit's header begins: what `ref4` and its kin count from. */
  readonly start: number;
}

/** What an attribute says: a number, a text in place, a text elsewhere, an offset in .debug_info, or raw bytes. */
export type AttributeValue =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | {
      readonly kind: "text-at";
      readonly section: "debug_str" | "debug_line_str";
      readonly offset: number;
    }
  | { readonly kind: "entry"; readonly offset: number }
  | { readonly kind: "block"; readonly bytes: Uint8Array }
  | { readonly kind: "unread" };

const form = {
  addr: 0x01,
  block2: 0x03,
  block4: 0x04,
  data2: 0x05,
  data4: 0x06,
  data8: 0x07,
  string: 0x08,
  block: 0x09,
  block1: 0x0a,
  data1: 0x0b,
  flag: 0x0c,
  sdata: 0x0d,
  strp: 0x0e,
  udata: 0x0f,
  refAddr: 0x10,
  ref1: 0x11,
  ref2: 0x12,
  ref4: 0x13,
  ref8: 0x14,
  refUdata: 0x15,
  indirect: 0x16,
  secOffset: 0x17,
  exprloc: 0x18,
  flagPresent: 0x19,
  strx: 0x1a,
  addrx: 0x1b,
  refSup4: 0x1c,
  strpSup: 0x1d,
  data16: 0x1e,
  lineStrp: 0x1f,
  refSig8: 0x20,
  implicitConst: 0x21,
  loclistx: 0x22,
  rnglistx: 0x23,
  refSup8: 0x24,
  strx1: 0x25,
  addrx4: 0x2c,
} as const;

/** True when the attribute's value stands in the abbreviation and not in the entry. */
export const isImplicitConst = (code: number): boolean =>
  code === form.implicitConst;

/** Bytes of the forms whose size nothing else decides. */
const sizes: ReadonlyMap<number, number> = new Map([
  [form.flagPresent, 0],
  [form.implicitConst, 0],
  [form.data1, 1],
  [form.ref1, 1],
  [form.flag, 1],
  [form.data2, 2],
  [form.ref2, 2],
  [form.data4, 4],
  [form.ref4, 4],
  [form.refSup4, 4],
  [form.data8, 8],
  [form.ref8, 8],
  [form.refSig8, 8],
  [form.refSup8, 8],
  [form.data16, 16],
]);

/** Bytes that every value of the form takes; null where it depends on the value. */
export function fixedSize(code: number, unit: UnitForm): number | null {
  const size = sizes.get(code);
  if (size !== undefined) return size;
  switch (code) {
    case form.addr:
      return unit.addressSize;
    case form.refAddr:
      return unit.version <= 2 ? unit.addressSize : unit.offsetSize;
    case form.strp:
    case form.secOffset:
    case form.lineStrp:
    case form.strpSup:
      return unit.offsetSize;
    default:
      // strx1 to strx4, then addrx1 to addrx4: the third of each has three bytes.
      if (code >= form.strx1 && code <= form.addrx4)
        return ((code - form.strx1) % 4) + 1;
      return null;
  }
}

/** Moves past one value. Throws DwarfDamage for a form that DWARF 5 does not have. */
export function skipValue(
  cursor: ByteCursor,
  code: number,
  unit: UnitForm,
): void {
  const size = fixedSize(code, unit);
  if (size !== null) return cursor.skip(size);
  switch (code) {
    case form.string:
      return cursor.skipText();
    case form.sdata:
    case form.udata:
    case form.refUdata:
    case form.strx:
    case form.addrx:
    case form.loclistx:
    case form.rnglistx:
      return cursor.skipLeb();
    case form.block1:
      return cursor.skip(cursor.u8());
    case form.block2:
      return cursor.skip(cursor.u16());
    case form.block4:
      return cursor.skip(cursor.u32());
    case form.block:
    case form.exprloc:
      return cursor.skip(cursor.uleb());
    case form.indirect:
      return skipValue(cursor, cursor.uleb(), unit);
    default:
      throw new DwarfDamage(`unknown form 0x${code.toString(16)}`);
  }
}

/** One value; forms that nothing here needs are skipped and answer `unread`. */
export function readValue(
  cursor: ByteCursor,
  code: number,
  unit: UnitForm,
  implicit: number,
): AttributeValue {
  switch (code) {
    case form.addr:
    case form.secOffset:
    case form.data1:
    case form.data2:
    case form.data4:
    case form.data8:
    case form.flag:
      return number(cursor.unsigned(fixedSize(code, unit)!));
    case form.flagPresent:
      return number(1);
    case form.sdata:
      return number(cursor.sleb());
    case form.udata:
      return number(cursor.uleb());
    case form.implicitConst:
      return number(implicit);
    case form.indirect:
      return readValue(cursor, cursor.uleb(), unit, implicit);
    default:
      return readReference(cursor, code, unit);
  }
}

/** Texts, blocks, and what points to other entries. */
function readReference(
  cursor: ByteCursor,
  code: number,
  unit: UnitForm,
): AttributeValue {
  switch (code) {
    case form.string:
      return { kind: "text", value: cursor.text() };
    case form.strp:
    case form.lineStrp:
      return {
        kind: "text-at",
        section: code === form.strp ? "debug_str" : "debug_line_str",
        offset: cursor.unsigned(unit.offsetSize),
      };
    case form.ref1:
    case form.ref2:
    case form.ref4:
    case form.ref8:
      return entry(unit.start + cursor.unsigned(fixedSize(code, unit)!));
    case form.refUdata:
      return entry(unit.start + cursor.uleb());
    case form.refAddr:
      return entry(cursor.unsigned(fixedSize(code, unit)!));
    case form.block1:
      return block(cursor, cursor.u8());
    case form.block:
    case form.exprloc:
      return block(cursor, cursor.uleb());
    default:
      skipValue(cursor, code, unit);
      return { kind: "unread" };
  }
}

const number = (value: number): AttributeValue => ({ kind: "number", value });
const entry = (offset: number): AttributeValue => ({ kind: "entry", offset });
const block = (cursor: ByteCursor, length: number): AttributeValue => ({
  kind: "block",
  bytes: cursor.bytes(length),
});

// The shapes of entries: .debug_abbrev says once what attributes a kind of entry has, entries then hold values only.
// Source of truth: DWARF 5, section 7.5.3.

import {
  fixedSize,
  isImplicitConst,
  type UnitForm,
} from "./attribute-forms.ts";
import { ByteCursor } from "./byte-cursor.ts";

export const tag = {
  arrayType: 0x01,
  pointerType: 0x0f,
  compileUnit: 0x11,
  structureType: 0x13,
  subroutineType: 0x15,
  typedef: 0x16,
  member: 0x0d,
  subrangeType: 0x21,
  baseType: 0x24,
  constant: 0x27,
  variable: 0x34,
} as const;

export interface Abbreviation {
  readonly tag: number;
  readonly hasChildren: boolean;
  /** Attribute, form and implicit constant of each value, in the order they are written. */
  readonly attributes: readonly {
    readonly attribute: number;
    readonly form: number;
    readonly implicit: number;
  }[];
  /** Bytes that all values together take; null when that differs from entry to entry. */
  readonly size: number | null;
}

/** The table at `offset`, by abbreviation code. Throws DwarfDamage. */
export function readAbbreviations(
  section: Uint8Array,
  offset: number,
  unit: UnitForm,
): ReadonlyMap<number, Abbreviation> {
  const cursor = new ByteCursor(section, offset);
  const table = new Map<number, Abbreviation>();
  for (;;) {
    const code = cursor.uleb();
    if (code === 0) return table;
    const entryTag = cursor.uleb();
    const hasChildren = cursor.u8() === 1;
    const attributes: Abbreviation["attributes"][number][] = [];
    let size: number | null = 0;
    for (;;) {
      const attribute = cursor.uleb();
      const form = cursor.uleb();
      const implicit = isImplicitConst(form) ? cursor.sleb() : 0;
      if (attribute === 0 && form === 0) break;
      attributes.push({ attribute, form, implicit });
      const width = fixedSize(form, unit);
      size = size === null || width === null ? null : size + width;
    }
    table.set(code, { tag: entryTag, hasChildren, attributes, size });
  }
}

// The index of .debug_info: which Go types, variables and constants a binary describes, and where each entry lies. One
// walk over the entries keeps names and offsets only; an entry is decoded when somebody asks for it.
// Source of truth: DWARF 5, chapters 3 to 5; cmd/internal/dwarf and cmd/link/internal/ld/dwarf.go for what Go writes.

import { readAbbreviations, tag, type Abbreviation } from "./abbreviations.ts";
import {
  attribute,
  readValue,
  skipValue,
  type AttributeValue,
  type UnitForm,
} from "./attribute-forms.ts";
import { ByteCursor, DwarfDamage } from "./byte-cursor.ts";

export interface DwarfSections {
  readonly debug_info: Uint8Array;
  readonly debug_abbrev: Uint8Array;
  readonly debug_str?: Uint8Array;
  readonly debug_line_str?: Uint8Array;
  readonly debug_addr?: Uint8Array;
}

interface Unit extends UnitForm {
  readonly end: number;
  readonly abbreviations: ReadonlyMap<number, Abbreviation>;
  readonly addressBase: number;
}

export interface DebugEntry {
  readonly offset: number;
  readonly tag: number;
  readonly hasChildren: boolean;
  readonly addressSize: number;
  readonly values: ReadonlyMap<number, AttributeValue>;
  /** Behind the values: the first child, or the next sibling. */
  readonly next: number;
}

const goLanguage = 0x16;
const opAddr = 0x03;
const opAddrx = 0xa1;

export class DebugInfo {
  readonly #sections: DwarfSections;
  readonly #info: ByteCursor;
  readonly #units: Unit[] = [];
  readonly #types = new Map<string, number>();
  readonly #variables = new Map<string, number>();
  readonly #constants = new Map<string, number>();
  /** From the place of a runtime type descriptor among all of them to the entry. */
  readonly #descriptors = new Map<number, number>();

  /** Walks the Go units once. Throws DwarfDamage. */
  constructor(sections: DwarfSections) {
    this.#sections = sections;
    this.#info = new ByteCursor(sections.debug_info);
    const tables = new Map<string, ReadonlyMap<number, Abbreviation>>();
    let at = 0;
    while (at + 12 <= sections.debug_info.length) at = this.#unit(at, tables);
  }

  /** Offset of the type's entry; null when the binary has no such type. */
  findType(name: string): number | null {
    return this.#types.get(name) ?? null;
  }

  findVariable(name: string): number | null {
    return this.#variables.get(name) ?? null;
  }

  findConstant(name: string): number | null {
    return this.#constants.get(name) ?? null;
  }

  /**
   * The type whose `runtime._type` lies this many bytes behind the first one (`moduledata.types`); null where nothing in
   * the program refers to it.
   */
  findDescribed(descriptor: number): number | null {
    return this.#descriptors.get(descriptor) ?? null;
  }

  variableNames(): Iterable<string> {
    return this.#variables.keys();
  }

  typeNames(): Iterable<string> {
    return this.#types.keys();
  }

  /** Throws DwarfDamage. */
  entry(offset: number): DebugEntry {
    return this.#entryIn(offset, this.#unitOf(offset));
  }

  /** The direct children. Throws DwarfDamage. */
  children(entry: DebugEntry): readonly DebugEntry[] {
    if (!entry.hasChildren) return [];
    const unit = this.#unitOf(entry.offset);
    const children: DebugEntry[] = [];
    let at = entry.next;
    while (at < unit.end && this.#codeAt(at) !== 0) {
      const child = this.#entryIn(at, unit);
      children.push(child);
      at = child.hasChildren ? this.#behind(child, unit) : child.next;
    }
    return children;
  }

  text(value: AttributeValue | undefined): string | null {
    if (value?.kind === "text") return value.value;
    if (value?.kind !== "text-at") return null;
    const section = this.#sections[value.section];
    return section === undefined
      ? null
      : new ByteCursor(section, value.offset).text();
  }

  /** The link-time address that a location attribute of `entry` states; null for anything but a fixed address. */
  address(entry: DebugEntry): number | null {
    const value = entry.values.get(attribute.location);
    if (value?.kind !== "block") return null;
    const cursor = new ByteCursor(value.bytes);
    const operation = cursor.u8();
    if (operation === opAddr) return cursor.unsigned(entry.addressSize);
    if (operation !== opAddrx) return null;
    const { debug_addr: table } = this.#sections;
    if (table === undefined) return null;
    const { addressBase } = this.#unitOf(entry.offset);
    const at = addressBase + cursor.uleb() * entry.addressSize;
    return new ByteCursor(table, at).unsigned(entry.addressSize);
  }

  /** Indexes one unit and answers where the next begins. */
  #unit(
    start: number,
    tables: Map<string, ReadonlyMap<number, Abbreviation>>,
  ): number {
    const cursor = this.#info;
    cursor.position = start;
    let length = cursor.u32();
    const offsetSize = length === 0xffff_ffff ? 8 : 4;
    if (offsetSize === 8) length = cursor.u64();
    const end = cursor.position + length;
    if (end > cursor.length)
      throw new DwarfDamage(`unit at ${start} ends behind the section`);
    const version = cursor.u16();
    if (version < 2 || version > 5) return end;
    // DWARF 5 put the address size first, and a unit type before it.
    const unitType = version >= 5 ? cursor.u8() : 1;
    const early = version >= 5 ? cursor.u8() : 0;
    const tableOffset = cursor.unsigned(offsetSize);
    const addressSize = version >= 5 ? early : cursor.u8();
    if (unitType !== 1) return end;
    const form: UnitForm = { addressSize, offsetSize, version, start };
    const key = `${tableOffset} ${addressSize} ${offsetSize} ${version}`;
    const abbreviations =
      tables.get(key) ??
      readAbbreviations(this.#sections.debug_abbrev, tableOffset, form);
    tables.set(key, abbreviations);
    const unit: Unit = { ...form, end, abbreviations, addressBase: 0 };
    const head = this.#entryIn(cursor.position, unit);
    if (numberOf(head.values.get(attribute.language)) !== goLanguage)
      return end;
    this.#units.push({
      ...unit,
      // Behind the header of the unit's contribution when the attribute is missing: DWARF 5, section 7.27.
      addressBase: numberOf(head.values.get(attribute.addressBase)) ?? 8,
    });
    if (head.hasChildren) this.#indexChildren(head.next, unit);
    return end;
  }

  /** Names of the top-level entries; what is inside functions is walked over. */
  #indexChildren(start: number, unit: Unit): void {
    const cursor = this.#info;
    cursor.position = start;
    let depth = 0;
    while (cursor.position < unit.end) {
      const offset = cursor.position;
      const code = cursor.uleb();
      if (code === 0) {
        if (depth === 0) return;
        depth--;
        continue;
      }
      const abbreviation = unit.abbreviations.get(code);
      if (abbreviation === undefined)
        throw new DwarfDamage(`entry at ${offset}: no abbreviation ${code}`);
      const names = depth === 0 ? this.#namesOf(abbreviation.tag) : null;
      if (names === null) this.#skipValues(abbreviation, unit);
      else this.#index(names, { offset, abbreviation, unit });
      if (abbreviation.hasChildren) depth++;
    }
  }

  /** Null for entries that have no name worth keeping. */
  #namesOf(entryTag: number): Map<string, number> | null {
    switch (entryTag) {
      case tag.structureType:
      case tag.typedef:
      case tag.baseType:
      case tag.pointerType:
      case tag.arrayType:
      case tag.subroutineType:
        return this.#types;
      case tag.variable:
        return this.#variables;
      case tag.constant:
        return this.#constants;
      default:
        return null;
    }
  }

  #index(
    names: Map<string, number>,
    entry: {
      readonly offset: number;
      readonly abbreviation: Abbreviation;
      readonly unit: Unit;
    },
  ): void {
    const { offset, abbreviation, unit } = entry;
    for (const { attribute: kind, form, implicit } of abbreviation.attributes)
      if (kind === attribute.name) {
        const name = this.text(readValue(this.#info, form, unit, implicit));
        if (name !== null && !names.has(name)) names.set(name, offset);
      } else if (kind === attribute.goRuntimeType) {
        const value = readValue(this.#info, form, unit, implicit);
        const address = numberOf(value) ?? 0;
        if (address !== 0) this.#descriptors.set(address, offset);
      } else skipValue(this.#info, form, unit);
  }

  #skipValues(abbreviation: Abbreviation, unit: Unit): void {
    if (abbreviation.size !== null) return this.#info.skip(abbreviation.size);
    for (const { form } of abbreviation.attributes)
      skipValue(this.#info, form, unit);
  }

  #entryIn(offset: number, unit: Unit): DebugEntry {
    const cursor = this.#info;
    cursor.position = offset;
    const code = cursor.uleb();
    const abbreviation = unit.abbreviations.get(code);
    if (abbreviation === undefined)
      throw new DwarfDamage(`entry at ${offset}: no abbreviation ${code}`);
    const values = new Map<number, AttributeValue>();
    for (const { attribute: kind, form, implicit } of abbreviation.attributes)
      values.set(kind, readValue(cursor, form, unit, implicit));
    return {
      offset,
      tag: abbreviation.tag,
      hasChildren: abbreviation.hasChildren,
      addressSize: unit.addressSize,
      values,
      next: cursor.position,
    };
  }

  /** Where the next sibling begins. */
  #behind(entry: DebugEntry, unit: Unit): number {
    const cursor = this.#info;
    cursor.position = entry.next;
    for (let depth = 1; depth > 0 && cursor.position < unit.end;) {
      const offset = cursor.position;
      const code = cursor.uleb();
      if (code === 0) {
        depth--;
        continue;
      }
      const abbreviation = unit.abbreviations.get(code);
      if (abbreviation === undefined)
        throw new DwarfDamage(`entry at ${offset}: no abbreviation ${code}`);
      this.#skipValues(abbreviation, unit);
      if (abbreviation.hasChildren) depth++;
    }
    return cursor.position;
  }

  #unitOf(offset: number): Unit {
    let low = 0;
    let high = this.#units.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#units[middle]!.start <= offset) low = middle;
      else high = middle - 1;
    }
    const unit = this.#units[low];
    if (unit === undefined || offset < unit.start || offset >= unit.end)
      throw new DwarfDamage(`no unit holds the entry at ${offset}`);
    return unit;
  }

  #codeAt(offset: number): number {
    this.#info.position = offset;
    return this.#info.uleb();
  }
}

/** Null unless the attribute is there and a number. */
export function numberOf(value: AttributeValue | undefined): number | null {
  return value?.kind === "number" ? value.value : null;
}

/** Where the entry that an attribute names lies; null unless it is one. */
export function referenceOf(value: AttributeValue | undefined): number | null {
  return value?.kind === "entry" ? value.offset : null;
}

/** Old Go wrote the offset of a member as an expression: DW_OP_plus_uconst and a LEB128. */
export function memberOffset(value: AttributeValue | undefined): number {
  const number = numberOf(value);
  if (number !== null) return number;
  return value?.kind === "block" ? new ByteCursor(value.bytes, 1).uleb() : 0;
}

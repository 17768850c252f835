// What a Go binary says about its own types, variables and constants. Only top-level entries are looked at, and only
// their names are kept; a structure is decoded when somebody asks for it.
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

export interface DebugField {
  readonly name: string;
  readonly offset: number;
  readonly type: DebugType;
}

/** A type as far as layouts care. A typedef is looked through; `name` is the outermost one. */
export interface DebugType {
  readonly name: string;
  readonly kind: "struct" | "array" | "pointer" | "other";
  readonly size: number;
  /** Of a struct, in order; else empty. */
  readonly fields: readonly DebugField[];
  /** Of an array; else null. */
  readonly element: DebugType | null;
  /** Of an array; else 0. */
  readonly count: number;
}

interface Unit extends UnitForm {
  readonly end: number;
  readonly abbreviations: ReadonlyMap<number, Abbreviation>;
  readonly addressBase: number;
}

interface Entry {
  readonly abbreviation: Abbreviation;
  readonly values: ReadonlyMap<number, AttributeValue>;
  /** Behind the values: the first child, or the next sibling. */
  readonly next: number;
}

const goLanguage = 0x16;
const opAddr = 0x03;
const opAddrx = 0xa1;
/** A chain of typedefs or nested arrays longer than this is damage. */
const maxTypeDepth = 32;

export class DebugTypes {
  readonly #sections: DwarfSections;
  readonly #info: ByteCursor;
  readonly #units: Unit[] = [];
  readonly #types = new Map<string, number>();
  readonly #variables = new Map<string, number>();
  readonly #constants = new Map<string, number>();
  readonly #decoded = new Map<number, DebugType>();

  /** Walks the Go units once. Throws DwarfDamage. */
  constructor(sections: DwarfSections) {
    this.#sections = sections;
    this.#info = new ByteCursor(sections.debug_info);
    const tables = new Map<string, ReadonlyMap<number, Abbreviation>>();
    let at = 0;
    while (at + 12 <= sections.debug_info.length) at = this.#unit(at, tables);
  }

  /** Null when the binary has no such type: the linker leaves out what nothing refers to. */
  type(name: string): DebugType | null {
    const offset = this.#types.get(name);
    return offset === undefined ? null : this.#decode(offset, 0);
  }

  /** Link-time address and type of a package-level variable. */
  variable(
    name: string,
  ): { readonly address: number; readonly type: DebugType } | null {
    const offset = this.#variables.get(name);
    if (offset === undefined) return null;
    const unit = this.#unitOf(offset);
    const { values } = this.#entry(offset, unit);
    const address = this.#address(values.get(attribute.location), unit);
    const type = values.get(attribute.type);
    return address === null || type?.kind !== "entry"
      ? null
      : { address, type: this.#decode(type.offset, 0) };
  }

  /** An integer constant; beyond 2^53 it is rounded. */
  constant(name: string): number | null {
    const offset = this.#constants.get(name);
    if (offset === undefined) return null;
    const { values } = this.#entry(offset, this.#unitOf(offset));
    return numberOf(values.get(attribute.constValue));
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
    const head = this.#entry(cursor.position, unit);
    if (numberOf(head.values.get(attribute.language)) !== goLanguage)
      return end;
    this.#units.push({
      ...unit,
      // Behind the header of the unit's contribution when the attribute is missing: DWARF 5, section 7.27.
      addressBase: numberOf(head.values.get(attribute.addressBase)) ?? 8,
    });
    if (head.abbreviation.hasChildren) this.#children(head.next, unit);
    return end;
  }

  /** Names of the top-level entries; what is inside functions is walked over. */
  #children(start: number, unit: Unit): void {
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
      else {
        const name = this.#readName(abbreviation, unit);
        if (name !== null && !names.has(name)) names.set(name, offset);
      }
      if (abbreviation.hasChildren) depth++;
    }
  }

  #namesOf(entryTag: number): Map<string, number> | null {
    switch (entryTag) {
      case tag.structureType:
      case tag.typedef:
      case tag.baseType:
        return this.#types;
      case tag.variable:
        return this.#variables;
      case tag.constant:
        return this.#constants;
      default:
        return null;
    }
  }

  #skipValues(abbreviation: Abbreviation, unit: Unit): void {
    if (abbreviation.size !== null) return this.#info.skip(abbreviation.size);
    for (const { form } of abbreviation.attributes)
      skipValue(this.#info, form, unit);
  }

  #readName(abbreviation: Abbreviation, unit: Unit): string | null {
    let name: string | null = null;
    for (const { attribute: kind, form, implicit } of abbreviation.attributes)
      if (kind === attribute.name)
        name = this.#text(readValue(this.#info, form, unit, implicit));
      else skipValue(this.#info, form, unit);
    return name;
  }

  #entry(offset: number, unit: Unit): Entry {
    const cursor = this.#info;
    cursor.position = offset;
    const code = cursor.uleb();
    const abbreviation = unit.abbreviations.get(code);
    if (abbreviation === undefined)
      throw new DwarfDamage(`entry at ${offset}: no abbreviation ${code}`);
    const values = new Map<number, AttributeValue>();
    for (const { attribute: kind, form, implicit } of abbreviation.attributes)
      values.set(kind, readValue(cursor, form, unit, implicit));
    return { abbreviation, values, next: cursor.position };
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

  #decode(offset: number, depth: number): DebugType {
    const known = this.#decoded.get(offset);
    if (known !== undefined) return known;
    if (depth > maxTypeDepth)
      throw new DwarfDamage(`type at ${offset} is nested too deeply`);
    const type = this.#decodeEntry(offset, depth);
    this.#decoded.set(offset, type);
    return type;
  }

  #decodeEntry(offset: number, depth: number): DebugType {
    const unit = this.#unitOf(offset);
    const { abbreviation, values, next } = this.#entry(offset, unit);
    const name = this.#text(values.get(attribute.name)) ?? "";
    const size = numberOf(values.get(attribute.byteSize)) ?? 0;
    const plain = { name, size, fields: [], element: null, count: 0 };
    const target = values.get(attribute.type);
    switch (abbreviation.tag) {
      case tag.typedef:
        if (target?.kind !== "entry") return { ...plain, kind: "other" };
        return { ...this.#decode(target.offset, depth + 1), name };
      case tag.structureType:
        return {
          ...plain,
          kind: "struct",
          fields: abbreviation.hasChildren
            ? this.#members(next, unit, depth)
            : [],
        };
      case tag.arrayType: {
        if (target?.kind !== "entry") return { ...plain, kind: "other" };
        const count = abbreviation.hasChildren ? this.#count(next, unit) : 0;
        const element = this.#decode(target.offset, depth + 1);
        return {
          ...plain,
          kind: "array",
          size: size === 0 ? count * element.size : size,
          element,
          count,
        };
      }
      case tag.pointerType:
        return { ...plain, kind: "pointer", size: unit.addressSize };
      default:
        return { ...plain, kind: "other" };
    }
  }

  #members(start: number, unit: Unit, depth: number): readonly DebugField[] {
    const fields: DebugField[] = [];
    let at = start;
    while (this.#codeAt(at) !== 0) {
      const { abbreviation, values, next } = this.#entry(at, unit);
      const type = values.get(attribute.type);
      if (abbreviation.tag === tag.member && type?.kind === "entry")
        fields.push({
          name: this.#text(values.get(attribute.name)) ?? "",
          offset: memberOffset(values.get(attribute.dataMemberLocation)),
          type: this.#decode(type.offset, depth + 1),
        });
      at = next;
    }
    return fields;
  }

  #count(start: number, unit: Unit): number {
    if (this.#codeAt(start) === 0) return 0;
    const { values } = this.#entry(start, unit);
    const upper = numberOf(values.get(attribute.upperBound));
    return (
      numberOf(values.get(attribute.count)) ?? (upper === null ? 0 : upper + 1)
    );
  }

  #codeAt(offset: number): number {
    this.#info.position = offset;
    return this.#info.uleb();
  }

  #text(value: AttributeValue | undefined): string | null {
    if (value?.kind === "text") return value.value;
    if (value?.kind !== "text-at") return null;
    const section = this.#sections[value.section];
    return section === undefined
      ? null
      : new ByteCursor(section, value.offset).text();
  }

  #address(value: AttributeValue | undefined, unit: Unit): number | null {
    if (value?.kind !== "block") return null;
    const cursor = new ByteCursor(value.bytes);
    const operation = cursor.u8();
    if (operation === opAddr) return cursor.unsigned(unit.addressSize);
    if (operation !== opAddrx) return null;
    const { debug_addr: table } = this.#sections;
    if (table === undefined) return null;
    const at = unit.addressBase + cursor.uleb() * unit.addressSize;
    return new ByteCursor(table, at).unsigned(unit.addressSize);
  }
}

function numberOf(value: AttributeValue | undefined): number | null {
  return value?.kind === "number" ? value.value : null;
}

/** Old Go wrote the offset as an expression: DW_OP_plus_uconst and a LEB128. */
function memberOffset(value: AttributeValue | undefined): number {
  const number = numberOf(value);
  if (number !== null) return number;
  return value?.kind === "block" ? new ByteCursor(value.bytes, 1).uleb() : 0;
}

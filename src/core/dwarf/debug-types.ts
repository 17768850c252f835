// What layouts need of a binary's type information: sizes and places of fields, looked through to the bytes. The types
// that values are decoded with are in core/go-types.
// Source of truth: DWARF 5, chapters 3 to 5.

import { tag } from "./abbreviations.ts";
import { attribute } from "./attribute-forms.ts";
import { DwarfDamage } from "./byte-cursor.ts";
import {
  DebugInfo,
  memberOffset,
  numberOf,
  referenceOf,
  type DebugEntry,
  type DwarfSections,
} from "./debug-info.ts";

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

/** A chain of typedefs or nested arrays longer than this is damage. */
const maxTypeDepth = 32;

export class DebugTypes {
  readonly #info: DebugInfo;
  readonly #decoded = new Map<number, DebugType>();

  /** Walks the Go units once. Throws DwarfDamage. */
  constructor(sections: DwarfSections) {
    this.#info = new DebugInfo(sections);
  }

  /** Null when the binary has no such type: the linker leaves out what nothing refers to. */
  type(name: string): DebugType | null {
    const offset = this.#info.findType(name);
    return offset === null ? null : this.#decode(offset, 0);
  }

  /** Link-time address and type of a package-level variable. */
  variable(
    name: string,
  ): { readonly address: number; readonly type: DebugType } | null {
    const offset = this.#info.findVariable(name);
    if (offset === null) return null;
    const entry = this.#info.entry(offset);
    const address = this.#info.address(entry);
    const type = referenceOf(entry.values.get(attribute.type));
    return address === null || type === null
      ? null
      : { address, type: this.#decode(type, 0) };
  }

  /** An integer constant; beyond 2^53 it is rounded. */
  constant(name: string): number | null {
    const offset = this.#info.findConstant(name);
    return offset === null
      ? null
      : numberOf(this.#info.entry(offset).values.get(attribute.constValue));
  }

  #decode(offset: number, depth: number): DebugType {
    const known = this.#decoded.get(offset);
    if (known !== undefined) return known;
    if (depth > maxTypeDepth)
      throw new DwarfDamage(`type at ${offset} is nested too deeply`);
    const type = this.#decodeEntry(this.#info.entry(offset), depth);
    this.#decoded.set(offset, type);
    return type;
  }

  #decodeEntry(entry: DebugEntry, depth: number): DebugType {
    const { values } = entry;
    const name = this.#info.text(values.get(attribute.name)) ?? "";
    const size = numberOf(values.get(attribute.byteSize)) ?? 0;
    const plain = { name, size, fields: [], element: null, count: 0 };
    const target = referenceOf(values.get(attribute.type));
    switch (entry.tag) {
      case tag.typedef:
        if (target === null) return { ...plain, kind: "other" };
        return { ...this.#decode(target, depth + 1), name };
      case tag.structureType:
        return {
          ...plain,
          kind: "struct",
          fields: this.#members(entry, depth),
        };
      case tag.arrayType: {
        if (target === null) return { ...plain, kind: "other" };
        const count = countOf(this.#info, entry);
        const element = this.#decode(target, depth + 1);
        return {
          ...plain,
          kind: "array",
          size: size === 0 ? count * element.size : size,
          element,
          count,
        };
      }
      case tag.pointerType:
        return { ...plain, kind: "pointer", size: entry.addressSize };
      default:
        return { ...plain, kind: "other" };
    }
  }

  #members(parent: DebugEntry, depth: number): readonly DebugField[] {
    const fields: DebugField[] = [];
    for (const { tag: kind, values } of this.#info.children(parent)) {
      const type = referenceOf(values.get(attribute.type));
      if (kind === tag.member && type !== null)
        fields.push({
          name: this.#info.text(values.get(attribute.name)) ?? "",
          offset: memberOffset(values.get(attribute.dataMemberLocation)),
          type: this.#decode(type, depth + 1),
        });
    }
    return fields;
  }
}

/** Elements of an array's entry; 0 when it does not say. */
export function countOf(info: DebugInfo, entry: DebugEntry): number {
  const [range] = info.children(entry);
  if (range === undefined) return 0;
  const upper = numberOf(range.values.get(attribute.upperBound));
  return (
    numberOf(range.values.get(attribute.count)) ??
    (upper === null ? 0 : upper + 1)
  );
}

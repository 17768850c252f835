// Go types from the descriptors that the program itself carries for interfaces and reflection: what is left to go by in a
// binary linked with -w. Names have only the last part of the package path, and variables have no types.
// Source of truth: internal/abi/type.go (Type and its kinds, Name, StructField), runtime/type.go before Go 1.21.

import type { Module } from "../go-runtime/module.ts";
import {
  pointerSize,
  readSlice,
  readWord,
  viewOf,
  type FieldPlace,
  type RuntimeLayout,
} from "../go-runtime/runtime-layout.ts";
import {
  readScattered,
  type TargetMemory,
} from "../go-runtime/target-memory.ts";
import {
  wordBytes,
  type GoType,
  type GoVariable,
  type StructField,
  type TypeSource,
} from "./go-type.ts";
import { isScalar, kindOf } from "./kinds.ts";
import { mapInternals } from "./map-internals.ts";
import { pointedTo } from "./runtime-pointers.ts";

/** One module's read-only data with its descriptors. */
interface Section {
  readonly start: number;
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

const pieceBytes = 1 << 20;
/** Larger is no Go program's: its module data was read from garbage. */
const maxSectionBytes = 512 << 20;
const maxNameBytes = 4096;
/** In the first byte of a name. */
const embeddedFlag = 8;
const unknown: GoType = { kind: "unknown", name: "", size: 0 };

/** Reads the descriptors of all modules: some megabytes. Codes: target-died, core-malformed, cancelled. */
export async function readDescriptorTypes(
  memory: TargetMemory,
  layout: RuntimeLayout,
  modules: readonly Module[],
  signal?: AbortSignal,
): Promise<DescriptorTypes> {
  const sections: Section[] = [];
  for (const { types, typesEnd } of modules) {
    const length = typesEnd - types;
    if (!(length > 0 && length <= maxSectionBytes)) continue;
    const bytes = new Uint8Array(length);
    const ranges = Array.from(
      { length: Math.ceil(length / pieceBytes) },
      (_, piece) => ({
        address: types + piece * pieceBytes,
        length: Math.min(pieceBytes, length - piece * pieceBytes),
      }),
    );
    const parts = await readScattered(memory, ranges, signal);
    parts.forEach((part, piece) => {
      if (part !== null) bytes.set(part, piece * pieceBytes);
    });
    sections.push({ start: types, bytes, view: viewOf(bytes) });
  }
  return new DescriptorTypes(layout, sections);
}

export class DescriptorTypes implements TypeSource {
  readonly hasNames = false;
  readonly #layout: RuntimeLayout;
  readonly #sections: readonly Section[];
  readonly #decoded = new Map<number, GoType | null>();

  constructor(layout: RuntimeLayout, sections: readonly Section[]) {
    this.#layout = layout;
    this.#sections = sections;
  }

  /** Of the types that were come across so far: descriptors have no index by name in all versions. */
  byName(name: string): GoType | null {
    for (const type of this.#decoded.values())
      if (type?.name === name) return type;
    return null;
  }

  similarNames(): readonly string[] {
    return [];
  }

  variable(): GoVariable | null {
    return null;
  }

  variables(): readonly GoVariable[] {
    return [];
  }

  byDescriptor(address: number): GoType | null {
    const known = this.#decoded.get(address);
    if (known !== undefined) return known;
    const type = this.#decode(address);
    this.#decoded.set(address, type);
    return type;
  }

  #decode(address: number): GoType | null {
    const head = this.#layout.structure("type");
    const section = this.#sectionOf(address, head.size);
    if (section === null) return null;
    const at = address - section.start;
    const { view } = section;
    const name = this.#name(section, at);
    const kind = kindOf(head.number(view, at, "kind"));
    if (name === null || kind === null) return null;
    const size = head.number(view, at, "size");
    if (isScalar(kind)) return { kind, name, size };
    if (kind === "string" || kind === "func") return { kind, name, size };
    if (kind === "struct") return this.#structure(address, { name, size });
    return this.#composite(kind, address, { name, size });
  }

  #composite(
    kind: "pointer" | "slice" | "array" | "map" | "channel" | "interface",
    address: number,
    head: { readonly name: string; readonly size: number },
  ): GoType {
    const layout = this.#layout;
    const typeAt = (place: FieldPlace): GoType | null =>
      this.byDescriptor(this.#word(address + place.offset));
    if (kind === "pointer") {
      const place = layout.structure("pointerType").place("element");
      return {
        ...head,
        kind,
        isArray: false,
        get target() {
          return typeAt(place);
        },
      };
    }
    if (kind === "slice" || kind === "channel") {
      const place =
        kind === "slice"
          ? layout.structure("sliceType").place("element")
          : layout.structure("channelType").place("element");
      return {
        ...head,
        kind,
        internals: null,
        get element() {
          return typeAt(place) ?? unknown;
        },
      };
    }
    if (kind === "array") {
      const { offset } = layout.structure("arrayType").place("count");
      const place = layout.structure("arrayType").place("element");
      return {
        ...head,
        kind,
        count: this.#word(address + offset),
        get element() {
          return typeAt(place) ?? unknown;
        },
      };
    }
    if (kind === "interface") {
      const { offset } = layout.structure("interfaceType").place("methods");
      const methods = this.#word(address + offset + pointerSize);
      return { ...head, kind, isEmpty: methods === 0 };
    }
    const map = layout.structure("mapType");
    const key = (): GoType => typeAt(map.place("key")) ?? unknown;
    const value = (): GoType => typeAt(map.place("value")) ?? unknown;
    const slots = (): GoType | null => typeAt(map.place("slots"));
    return {
      ...head,
      kind,
      get key() {
        return key();
      },
      get value() {
        return value();
      },
      get internals() {
        const type = slots();
        return type === null ? null : mapInternals(layout, type, head.name);
      },
    };
  }

  #structure(
    address: number,
    head: { readonly name: string; readonly size: number },
  ): GoType {
    let fields: readonly StructField[] | null = null;
    const read = (): readonly StructField[] => this.#fields(address, head.name);
    return {
      ...head,
      kind: "struct",
      get fields() {
        return (fields ??= read());
      },
    };
  }

  #fields(address: number, structure: string): readonly StructField[] {
    const field = this.#layout.structure("structField");
    const place = this.#layout.structure("structType").place("fields");
    const list = this.#sectionOf(address + place.offset, 2 * wordBytes);
    if (list === null) return [];
    const header = address + place.offset - list.start;
    const { address: first, length } = readSlice(list.view, header);
    const section = this.#sectionOf(first, length * field.size);
    if (section === null) return [];
    const fields: StructField[] = [];
    for (let index = 0; index < length; index++) {
      const at = first - section.start + index * field.size;
      const name = this.#nameAt(field.number(section.view, at, "name"));
      const descriptor = field.number(section.view, at, "type");
      const plain = (): GoType => this.byDescriptor(descriptor) ?? unknown;
      const typed = (): GoType =>
        pointedTo(this, {
          structure,
          field: name?.text ?? "",
          plain: plain(),
        });
      fields.push({
        name: name?.text ?? "?",
        offset: field.number(section.view, at, "offset"),
        isEmbedded: ((name?.flags ?? 0) & embeddedFlag) !== 0,
        get type() {
          return typed();
        },
      });
    }
    return fields;
  }

  /** A type's name; null where there is none. */
  #name({ start, view }: Section, at: number): string | null {
    const head = this.#layout.structure("type");
    const name = this.#nameAt(start + head.number(view, at, "name"));
    if (name === null || name.text === "") return null;
    const extraStar = this.#layout.constant("nameExtraStar");
    const hasStar = (head.number(view, at, "flags") & extraStar) !== 0;
    return hasStar ? name.text.slice(1) : name.text;
  }

  /** A flag byte, a varint length, the text. */
  #nameAt(
    address: number,
  ): { readonly text: string; readonly flags: number } | null {
    const section = this.#sectionOf(address, 2);
    if (section === null) return null;
    const { bytes, start } = section;
    const at = address - start;
    const low = bytes[at + 1] ?? 0;
    const isLong = low >= 0x80;
    const length = isLong
      ? (low & 0x7f) + ((bytes[at + 2] ?? 0) & 0x7f) * 0x80
      : low;
    if (length > maxNameBytes) return null;
    const from = at + (isLong ? 3 : 2);
    return {
      text: new TextDecoder().decode(bytes.subarray(from, from + length)),
      flags: bytes[at] ?? 0,
    };
  }

  #word(address: number): number {
    const section = this.#sectionOf(address, wordBytes);
    return section === null
      ? 0
      : readWord(section.view, address - section.start);
  }

  #sectionOf(address: number, length: number): Section | null {
    return (
      this.#sections.find(
        ({ start, bytes }) =>
          address >= start && address + length <= start + bytes.length,
      ) ?? null
    );
  }
}

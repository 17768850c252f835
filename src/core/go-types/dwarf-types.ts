// Go types from the debug information of a binary. An entry is decoded when somebody asks for it, and once.
// Source of truth: cmd/link/internal/ld/dwarf.go (newtype, synthesizemaptypes, synthesizechantypes); the DW_AT_go_*
// attributes of cmd/internal/dwarf.

import { tag } from "../dwarf/abbreviations.ts";
import { attribute } from "../dwarf/attribute-forms.ts";
import { DwarfDamage } from "../dwarf/byte-cursor.ts";
import {
  memberOffset,
  numberOf,
  referenceOf,
  type DebugEntry,
  type DebugInfo,
} from "../dwarf/debug-info.ts";
import { countOf } from "../dwarf/debug-types.ts";
import { isScalar, kindOf, type KindName } from "./kinds.ts";
import { pointedTo } from "./runtime-pointers.ts";
import {
  wordBytes,
  type GoType,
  type GoVariable,
  type StructField,
  type TypeSource,
} from "./go-type.ts";

/** A chain of typedefs longer than this is damage. */
const maxTypedefs = 32;

const damaged: GoType = { kind: "unknown", name: "", size: 0 };

const maxSimilar = 10;

interface Head {
  readonly name: string;
  readonly size: number;
}

export class DwarfTypes implements TypeSource {
  readonly hasNames = true;
  readonly #info: DebugInfo;
  readonly #bias: number;
  readonly #typesStart: number;
  readonly #decoded = new Map<number, GoType>();
  #variables: readonly GoVariable[] | null = null;

  /** Where the program was loaded: load address minus link address, and the start of its type descriptors. */
  constructor(
    info: DebugInfo,
    loaded: { readonly bias: number; readonly typesStart: number },
  ) {
    this.#info = info;
    this.#bias = loaded.bias;
    this.#typesStart = loaded.typesStart;
  }

  byName(name: string): GoType | null {
    const offset = this.#info.findType(name);
    return offset === null ? null : this.#at(offset);
  }

  /** Names that end in `.text`, or `*`-less ones that are alike but for upper and lower case; ten at most. */
  similarNames(text: string): readonly string[] {
    const found: string[] = [];
    const wanted = text.toLowerCase();
    for (const name of this.#info.typeNames()) {
      const lower = name.toLowerCase();
      if (lower === wanted || lower.endsWith(`.${wanted}`)) found.push(name);
      if (found.length === maxSimilar) break;
    }
    return found.filter((name) => !/^[*[]/.test(name));
  }

  byDescriptor(address: number): GoType | null {
    const offset = this.#info.findDescribed(address - this.#typesStart);
    return offset === null ? null : this.#at(offset);
  }

  variable(name: string): GoVariable | null {
    const offset = this.#info.findVariable(name);
    return offset === null
      ? null
      : this.#whole(() => this.#variable(name, offset));
  }

  variables(): readonly GoVariable[] {
    if (this.#variables !== null) return this.#variables;
    const found: GoVariable[] = [];
    for (const name of this.#info.variableNames()) {
      const variable = this.variable(name);
      if (variable !== null) found.push(variable);
    }
    this.#variables = found.sort((a, b) => a.address - b.address);
    return this.#variables;
  }

  #variable(name: string, offset: number): GoVariable | null {
    const entry = this.#info.entry(offset);
    const address = this.#info.address(entry);
    const type = referenceOf(entry.values.get(attribute.type));
    if (address === null || type === null) return null;
    return { name, address: address + this.#bias, type: this.#at(type) };
  }

  #at(offset: number): GoType {
    const known = this.#decoded.get(offset);
    if (known !== undefined) return known;
    const type = this.#whole(() => this.#decode(offset)) ?? damaged;
    this.#decoded.set(offset, type);
    return type;
  }

  /** Null instead of damage: a type that cannot be decoded leaves the others as they are. */
  #whole<T>(read: () => T): T | null {
    try {
      return read();
    } catch (thrown) {
      if (thrown instanceof DwarfDamage || thrown instanceof RangeError)
        return null;
      throw thrown;
    }
  }

  #decode(offset: number): GoType {
    let entry = this.#info.entry(offset);
    // The outermost name is the one that the program uses.
    const name = this.#nameOf(entry);
    for (let depth = 0; isAlias(entry); depth++) {
      const target = referenceOf(entry.values.get(attribute.type));
      if (target === null || depth > maxTypedefs)
        return { kind: "unknown", name, size: 0 };
      entry = this.#info.entry(target);
    }
    const size = numberOf(entry.values.get(attribute.byteSize)) ?? 0;
    return this.#build(entry, { name, size });
  }

  #build(entry: DebugEntry, head: Head): GoType {
    switch (entry.tag) {
      case tag.structureType:
        return this.#structure(entry, head);
      case tag.typedef:
        return this.#reference(entry, head);
      case tag.arrayType:
        return this.#array(entry, head);
      case tag.pointerType:
        return this.#pointer(entry, head);
      case tag.subroutineType:
        return { ...head, kind: "func", size: wordBytes };
      case tag.baseType:
        return this.#base(entry, head);
      default:
        return { ...head, kind: "unknown" };
    }
  }

  /** Structures, and what Go describes as structures: strings and slices. */
  #structure(entry: DebugEntry, head: Head): GoType {
    const kind = this.#kindOf(entry);
    if (kind === "string") return { ...head, kind };
    const element = referenceOf(entry.values.get(attribute.goElement));
    const at = (offset: number): GoType => this.#at(offset);
    if (kind === "slice" && element !== null)
      return {
        ...head,
        kind,
        get element() {
          return at(element);
        },
      };
    let fields: readonly StructField[] | null = null;
    const members = (): readonly StructField[] =>
      this.#whole(() => this.#members(entry, head)) ?? [];
    return {
      ...head,
      kind: "struct",
      get fields() {
        return (fields ??= members());
      },
    };
  }

  #members(parent: DebugEntry, { name }: Head): readonly StructField[] {
    const fields: StructField[] = [];
    for (const entry of this.#info.children(parent)) {
      const target = referenceOf(entry.values.get(attribute.type));
      if (entry.tag !== tag.member || target === null) continue;
      const fieldName = this.#nameOf(entry);
      const at = (): GoType => {
        const plain = this.#at(target);
        return pointedTo(this, { structure: name, field: fieldName, plain });
      };
      let type: GoType | null = null;
      fields.push({
        name: fieldName,
        offset: memberOffset(entry.values.get(attribute.dataMemberLocation)),
        isEmbedded: numberOf(entry.values.get(attribute.goEmbedded)) === 1,
        get type() {
          return (type ??= at());
        },
      });
    }
    return fields;
  }

  /** Maps, channels and interfaces: typedefs that say so themselves. */
  #reference(entry: DebugEntry, head: Head): GoType {
    const { values } = entry;
    const at = (offset: number | null): GoType =>
      offset === null
        ? { kind: "unknown", name: "", size: 0 }
        : this.#at(offset);
    const target = referenceOf(values.get(attribute.type));
    const key = referenceOf(values.get(attribute.goKey));
    const element = referenceOf(values.get(attribute.goElement));
    const internals = (): GoType | null => {
      const pointer = target === null ? null : this.#at(target);
      return pointer?.kind === "pointer" ? pointer.target : null;
    };
    const kind = this.#kindOf(entry);
    if (kind === "map")
      return {
        ...head,
        kind,
        size: wordBytes,
        get key() {
          return at(key);
        },
        get value() {
          return at(element);
        },
        get internals() {
          return internals();
        },
      };
    if (kind === "channel")
      return {
        ...head,
        kind,
        size: wordBytes,
        get element() {
          return at(element);
        },
        get internals() {
          return internals();
        },
      };
    if (kind !== "interface") return { ...head, kind: "unknown" };
    return {
      ...head,
      kind,
      size: 2 * wordBytes,
      isEmpty: at(target).name === "runtime.eface",
    };
  }

  #array(entry: DebugEntry, head: Head): GoType {
    const element = referenceOf(entry.values.get(attribute.type));
    if (element === null) return { ...head, kind: "unknown" };
    const count = countOf(this.#info, entry);
    const at = (): GoType => this.#at(element);
    return {
      ...head,
      kind: "array",
      count,
      size: head.size === 0 && count > 0 ? count * at().size : head.size,
      get element() {
        return at();
      },
    };
  }

  #pointer(entry: DebugEntry, head: Head): GoType {
    const size = wordBytes;
    const target = referenceOf(entry.values.get(attribute.type));
    if (target === null) return { ...head, kind: "unsafe-pointer", size };
    const at = (): GoType => this.#at(target);
    return {
      ...head,
      kind: "pointer",
      size,
      isArray: false,
      get target() {
        return at();
      },
    };
  }

  #base(entry: DebugEntry, head: Head): GoType {
    const kind = this.#kindOf(entry);
    return kind !== null && isScalar(kind)
      ? { ...head, kind }
      : { ...head, kind: "unknown" };
  }

  #kindOf(entry: DebugEntry): KindName | null {
    return kindOf(numberOf(entry.values.get(attribute.goKind)) ?? 0);
  }

  #nameOf(entry: DebugEntry): string {
    return this.#info.text(entry.values.get(attribute.name)) ?? "";
  }
}

/** A typedef that only gives a name; maps, channels and interfaces are typedefs with a kind of their own. */
function isAlias(entry: DebugEntry): boolean {
  return entry.tag === tag.typedef && !entry.values.has(attribute.goKind);
}

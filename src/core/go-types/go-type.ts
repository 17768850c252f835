// Go's types as values in memory have them: what lies at which offset, and what a pointer points to. Two sources build
// them, the binary's debug information and the runtime's own type descriptors; readers do not care which.
// Source of truth: reflect.Kind; cmd/link/internal/ld/dwarf.go; internal/abi/type.go.

interface TypeBase {
  /** As the compiler writes it, with the whole package path: `main.Order`, `[]*main.Order`. */
  readonly name: string;
  /** Bytes of a value. */
  readonly size: number;
}

/** A number, a truth value, or a pointer of which nothing more is known. */
export interface ScalarType extends TypeBase {
  readonly kind:
    | "bool"
    | "int"
    | "uint"
    | "float"
    | "complex"
    | "uintptr"
    | "unsafe-pointer";
}
export interface StringType extends TypeBase {
  readonly kind: "string";
}
/** A value of a kind that is not known; its bytes are all there is. */
export interface UnknownType extends TypeBase {
  readonly kind: "unknown";
}
export interface FunctionType extends TypeBase {
  readonly kind: "func";
}
export interface PointerType extends TypeBase {
  readonly kind: "pointer";
  /** Null when it cannot be told. */
  readonly target: GoType | null;
  /** It points to several values in a row, as many as another field says. */
  readonly isArray: boolean;
}
export interface SliceType extends TypeBase {
  readonly kind: "slice";
  readonly element: GoType;
}
export interface ArrayType extends TypeBase {
  readonly kind: "array";
  readonly element: GoType;
  readonly count: number;
}
export interface StructField {
  readonly name: string;
  readonly offset: number;
  readonly type: GoType;
  readonly isEmbedded: boolean;
}
export interface StructType extends TypeBase {
  readonly kind: "struct";
  readonly fields: readonly StructField[];
}
export interface MapType extends TypeBase {
  readonly kind: "map";
  readonly key: GoType;
  readonly value: GoType;
  /** The structure that a map value points to (`hmap`, since Go 1.24 `maps.Map`), typed; null without DWARF. */
  readonly internals: GoType | null;
}
export interface ChannelType extends TypeBase {
  readonly kind: "channel";
  readonly element: GoType;
  /** The structure that a channel value points to (`hchan`), typed; null without DWARF. */
  readonly internals: GoType | null;
}
export interface InterfaceType extends TypeBase {
  readonly kind: "interface";
  /** `any` and its like: the first word is the type itself and not a method table. */
  readonly isEmpty: boolean;
}

/** Types refer to each other in circles: fields, elements and targets are made when they are first asked for. */
export type GoType =
  | ScalarType
  | StringType
  | UnknownType
  | FunctionType
  | PointerType
  | SliceType
  | ArrayType
  | StructType
  | MapType
  | ChannelType
  | InterfaceType;

/** A package-level variable. */
export interface GoVariable {
  readonly name: string;
  /** Where it is in memory. */
  readonly address: number;
  readonly type: GoType;
}

/** Where types come from. All addresses are those of the running program. */
export interface TypeSource {
  /** Null when the program has no such type. */
  byName(name: string): GoType | null;
  /** By the address of a `runtime._type`, as interfaces and malloc headers have it; null when it is none. */
  byDescriptor(address: number): GoType | null;
  variable(name: string): GoVariable | null;
  /** All package-level variables, by address. */
  variables(): readonly GoVariable[];
}

export const wordBytes = 8;

/** Types whose interface values hold the value itself, which is one pointer, and not the address of a copy. */
export function isPointerShaped(type: GoType): boolean {
  if (type.kind === "struct") {
    const [field] = type.fields;
    return (
      type.fields.length === 1 &&
      field !== undefined &&
      isPointerShaped(field.type)
    );
  }
  if (type.kind === "array")
    return type.count === 1 && isPointerShaped(type.element);
  return pointerKinds.has(type.kind);
}

const pointerKinds: ReadonlySet<GoType["kind"]> = new Set([
  "pointer",
  "map",
  "channel",
  "func",
  "unsafe-pointer",
] as const);

// Where the Go runtime of one binary keeps things: plain data (cached and bundled as JSON), and a typed view of it for
// the readers.

import { TrivetError } from "../errors.ts";
import type {
  ConstantName,
  FieldName,
  StructureName,
  VariableName,
} from "./layout-spec.ts";

export interface FieldPlace {
  readonly offset: number;
  readonly size: number;
  /** Of an array: elements, and bytes from one to the next. */
  readonly count?: number;
  readonly stride?: number;
}
export interface StructureLayout {
  readonly size: number;
  readonly fields: Readonly<Record<string, FieldPlace>>;
}
export interface VariablePlace {
  /** As linked; a position-independent executable is loaded somewhere else. */
  readonly address: number;
  readonly size: number;
  /** Of an array: bytes from one element to the next; else the size. */
  readonly stride: number;
}
/** What stands for a variable that the Go version does not have. */
export const absentVariable: VariablePlace = {
  address: 0,
  size: 0,
  stride: 0,
};
export interface LayoutData {
  /** Of the binary that this was read from. */
  readonly goVersion: string;
  readonly structures: Readonly<Record<StructureName, StructureLayout>>;
  readonly variables: Readonly<Record<VariableName, VariablePlace>>;
  /** Null where this Go version has no such constant. */
  readonly constants: Readonly<Record<ConstantName, number | null>>;
}

export class RuntimeLayout {
  readonly data: LayoutData;
  readonly #bias: number;

  /** `bias`: load address minus link address, 0 but for position-independent executables. */
  constructor(data: LayoutData, bias: number) {
    this.data = data;
    this.#bias = bias;
  }

  /** Structures of this kind in bytes that were read. */
  structure<S extends StructureName>(name: S): Structure<S> {
    return new Structure(name, this.data.structures[name]);
  }

  /** False where this Go version has no such variable. */
  hasVariable(name: VariableName): boolean {
    return this.data.variables[name].size > 0;
  }

  /** Where the variable is in memory. */
  variable(name: VariableName): VariablePlace {
    const place = this.data.variables[name];
    return { ...place, address: place.address + this.#bias };
  }

  /** Code: layout-unsupported where this Go version has no such constant. */
  constant(name: ConstantName): number {
    const value = this.data.constants[name];
    if (value === null)
      throw new TrivetError(
        "layout-unsupported",
        `${this.data.goVersion} has no constant ${name}`,
      );
    return value;
  }

  optionalConstant(name: ConstantName): number | null {
    return this.data.constants[name];
  }
}

/** Reads fields of one kind of structure. Offsets given are those of the structure in the view. */
export class Structure<S extends StructureName> {
  readonly size: number;
  readonly #name: S;
  readonly #fields: Readonly<Record<string, FieldPlace>>;

  constructor(name: S, layout: StructureLayout) {
    this.#name = name;
    this.size = layout.size;
    this.#fields = layout.fields;
  }

  /** False where this Go version has no such structure. */
  get exists(): boolean {
    return this.size > 0;
  }

  has(field: FieldName<S>): boolean {
    return this.#fields[field] !== undefined;
  }

  /** Code: layout-unsupported where this Go version has no such field. */
  place(field: FieldName<S>): FieldPlace {
    const place = this.#fields[field];
    if (place === undefined)
      throw new TrivetError(
        "layout-unsupported",
        `this Go version's ${this.#name} has no field ${field}`,
      );
    return place;
  }

  /** An unsigned integer or a pointer, as wide as the field; beyond 2^53 it is rounded. */
  number(view: DataView, at: number, field: FieldName<S>): number {
    const { offset, size } = this.place(field);
    return readUnsigned(view, at + offset, size);
  }

  /** A field that the version may not have. */
  optionalNumber(
    view: DataView,
    at: number,
    field: FieldName<S>,
  ): number | null {
    return this.has(field) ? this.number(view, at, field) : null;
  }

  /** A signed 64-bit field, exact. */
  bigint(view: DataView, at: number, field: FieldName<S>): bigint {
    return view.getBigInt64(at + this.place(field).offset, true);
  }

  /** Address and length of a Go slice or string. */
  slice(
    view: DataView,
    at: number,
    field: FieldName<S>,
  ): { readonly address: number; readonly length: number } {
    return readSlice(view, at + this.place(field).offset);
  }
}

export const pointerSize = 8;

/** A pointer or a 64-bit integer as a number: exact below 2^53, as all addresses and sizes are. */
export function readWord(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

export function readUnsigned(view: DataView, at: number, size: number): number {
  switch (size) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true);
    case 4:
      return view.getUint32(at, true);
    case 8:
      return readWord(view, at);
    default:
      throw new TrivetError(
        "layout-unsupported",
        `a number of ${size} bytes at ${at}`,
      );
  }
}

/** The header of a slice or a string: the language fixes pointer, then length. */
export function readSlice(
  view: DataView,
  at: number,
): { readonly address: number; readonly length: number } {
  return {
    address: readWord(view, at),
    length: readWord(view, at + pointerSize),
  };
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

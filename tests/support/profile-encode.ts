// Writes profiles for tests: every freedom that the format leaves (packed or not, order of fields, ids, unknown fields)
// is an option, because a decoder that saw only one writer's habits knows only those.

export interface TestLine {
  readonly function: number;
  readonly line: number;
  readonly column?: number;
}
export interface TestProfile {
  readonly sampleTypes: readonly (readonly [type: string, unit: string])[];
  readonly defaultSampleType?: string;
  readonly periodType?: readonly [type: string, unit: string];
  readonly period?: number;
  readonly timeNanos?: bigint;
  readonly durationNanos?: number;
  readonly comments?: readonly string[];
  readonly mappings?: readonly {
    readonly start: bigint;
    readonly limit: bigint;
    readonly offset?: bigint;
    readonly file?: string;
    readonly buildId?: string;
  }[];
  readonly functions: readonly {
    readonly name: string;
    readonly file?: string;
    readonly systemName?: string;
    readonly startLine?: number;
  }[];
  /** Indexes, not ids; `mapping` undefined = none. */
  readonly locations: readonly {
    readonly lines: readonly TestLine[];
    readonly address?: bigint;
    readonly mapping?: number;
    readonly folded?: boolean;
  }[];
  readonly samples: readonly {
    /** Location indexes, leaf first. */
    readonly stack: readonly number[];
    readonly values: readonly bigint[];
    readonly labels?: readonly {
      readonly key: string;
      readonly text?: string;
      readonly number?: bigint;
      readonly unit?: string;
    }[];
  }[];
}

export interface EncodeOptions {
  readonly packed?: boolean;
  /** Order of the top-level groups; fields inside messages are reversed with `reversed`. */
  readonly order?: readonly (
    | "types"
    | "samples"
    | "mappings"
    | "locations"
    | "functions"
    | "strings"
    | "header"
  )[];
  readonly reversed?: boolean;
  /** Id of the n-th (from 0) location, function or mapping. */
  readonly idOf?: (index: number) => bigint;
  /** Adds fields that no version of the format has, of every wire type. */
  readonly unknownFields?: boolean;
}

type Field = readonly number[];

export function varint(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return bytes;
}

export const integerField = (field: number, value: bigint): Field => [
  ...varint(BigInt(field) << 3n),
  ...varint(value),
];
export const bytesField = (field: number, bytes: readonly number[]): Field => [
  ...varint((BigInt(field) << 3n) | 2n),
  ...varint(BigInt(bytes.length)),
  ...bytes,
];

const everyOrder: NonNullable<EncodeOptions["order"]> = [
  "types",
  "samples",
  "mappings",
  "locations",
  "functions",
  "strings",
  "header",
];

export function encodeProfile(
  profile: TestProfile,
  options: EncodeOptions = {},
): Uint8Array {
  const { packed = true, reversed = false } = options;
  const idOf = options.idOf ?? ((index: number) => BigInt(index + 1));
  const texts: string[] = [""];
  const text = (value: string): bigint => {
    const known = texts.indexOf(value);
    if (known >= 0) return BigInt(known);
    texts.push(value);
    return BigInt(texts.length - 1);
  };
  const message = (fields: readonly Field[]): number[] => {
    const all =
      options.unknownFields === true ? [...fields, ...unknown] : fields;
    return (reversed ? [...all].reverse() : all).flat();
  };
  const integer = (field: number, value: bigint): readonly Field[] =>
    value === 0n ? [] : [integerField(field, value)];
  const repeated = (
    field: number,
    values: readonly bigint[],
  ): readonly Field[] => {
    if (packed)
      return values.length === 0
        ? []
        : [bytesField(field, values.flatMap(varint))];
    const fields = values.map((value) => integerField(field, value));
    // Reversing a message must not reverse the order of a repeated field.
    return reversed ? fields.reverse() : fields;
  };
  const type = ([name, unit]: readonly [string, string]): number[] =>
    message([...integer(1, text(name)), ...integer(2, text(unit))]);

  const groups: Record<(typeof everyOrder)[number], Field[]> = {
    types: profile.sampleTypes.map((own) => bytesField(1, type(own))),
    samples: profile.samples.map((sample) =>
      bytesField(
        2,
        message([
          ...repeated(1, sample.stack.map(idOf)),
          ...repeated(2, sample.values),
          ...orderKept(
            reversed,
            (sample.labels ?? []).map((label) =>
              bytesField(
                3,
                message([
                  ...integer(1, text(label.key)),
                  ...integer(2, text(label.text ?? "")),
                  ...integer(3, label.number ?? 0n),
                  ...integer(4, text(label.unit ?? "")),
                ]),
              ),
            ),
          ),
        ]),
      ),
    ),
    mappings: (profile.mappings ?? []).map((mapping, index) =>
      bytesField(
        3,
        message([
          ...integer(1, idOf(index)),
          ...integer(2, mapping.start),
          ...integer(3, mapping.limit),
          ...integer(4, mapping.offset ?? 0n),
          ...integer(5, text(mapping.file ?? "")),
          ...integer(6, text(mapping.buildId ?? "")),
          ...integer(7, 1n),
        ]),
      ),
    ),
    locations: profile.locations.map((location, index) =>
      bytesField(
        4,
        message([
          ...integer(1, idOf(index)),
          ...(location.mapping === undefined
            ? []
            : integer(2, idOf(location.mapping))),
          ...integer(3, location.address ?? 0n),
          ...orderKept(
            reversed,
            location.lines.map((line) =>
              bytesField(
                4,
                message([
                  ...integer(1, idOf(line.function)),
                  ...integer(2, BigInt(line.line)),
                  ...integer(3, BigInt(line.column ?? 0)),
                ]),
              ),
            ),
          ),
          ...integer(5, location.folded === true ? 1n : 0n),
        ]),
      ),
    ),
    functions: profile.functions.map((own, index) =>
      bytesField(
        5,
        message([
          ...integer(1, idOf(index)),
          ...integer(2, text(own.name)),
          ...integer(3, text(own.systemName ?? own.name)),
          ...integer(4, text(own.file ?? "")),
          ...integer(5, BigInt(own.startLine ?? 0)),
        ]),
      ),
    ),
    header: [
      ...integer(9, profile.timeNanos ?? 0n),
      ...integer(10, BigInt(profile.durationNanos ?? 0)),
      ...(profile.periodType === undefined
        ? []
        : [bytesField(11, type(profile.periodType))]),
      ...integer(12, BigInt(profile.period ?? 0)),
      ...repeated(13, (profile.comments ?? []).map(text)),
      ...integer(14, text(profile.defaultSampleType ?? "")),
    ],
    strings: [],
  };
  groups.strings = texts.map((value) =>
    bytesField(6, [...new TextEncoder().encode(value)]),
  );
  const fields: number[] = [];
  for (const group of options.order ?? everyOrder)
    for (const field of groups[group])
      for (const byte of field) fields.push(byte);
  if (options.unknownFields === true) fields.push(...unknown.flat());
  return Uint8Array.from(fields);
}

function orderKept(reversed: boolean, fields: Field[]): Field[] {
  return reversed ? fields.reverse() : fields;
}

const unknown: readonly Field[] = [
  integerField(100, 12_345_678_901n),
  bytesField(2047, [1, 2, 3]),
  [...varint((101n << 3n) | 1n), 1, 2, 3, 4, 5, 6, 7, 8],
  [...varint((102n << 3n) | 5n), 1, 2, 3, 4],
];

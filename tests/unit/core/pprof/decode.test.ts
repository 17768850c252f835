import { describe, expect, it } from "vitest";
import { TrivetError } from "../../../../src/core/errors.ts";
import { decodeProfile } from "../../../../src/core/pprof/decode.ts";
import { int64At } from "../../../../src/core/pprof/int64-column.ts";
import type { Profile } from "../../../../src/core/pprof/profile.ts";
import {
  bytesField,
  encodeProfile,
  integerField,
  varint,
  type EncodeOptions,
  type TestProfile,
} from "../../../support/profile-encode.ts";
import { profileFromText } from "../../../support/profile-text.ts";
import { textOfProfile } from "../../../support/profile-print.ts";

const picture = profileFromText(
  `
  main.main@/src/m.go:10;main.serve@/src/m.go:20>main.leak@/src/m.go:31 3 4096 2 1024 [bytes=512]
  main.main@/src/m.go:11;main.other@/src/o.go:5 -1 -9007199254740992 0 7 [job:a b]
  - 1 1 1 1
  `,
  { timeNanos: 1_700_000_000_123_456_789n },
);

function failure(bytes: Uint8Array): TrivetError {
  try {
    decodeProfile(bytes);
  } catch (error) {
    if (error instanceof TrivetError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("decodeProfile", () => {
  const plain = textOfProfile(decodeProfile(encodeProfile(picture)));

  it("reads stacks, lines, inlining, values and labels", () => {
    expect(plain).toMatchInlineSnapshot(`
      "types alloc_objects/count alloc_space/bytes inuse_objects/count inuse_space/bytes
      default 
      period space/bytes 524288
      time 1700000000123456789
      main.main@/src/m.go:10;main.serve@/src/m.go:20>main.leak@/src/m.go:31 3 4096 2 1024 [bytes=512]
      main.main@/src/m.go:11;main.other@/src/o.go:5 -1 -9007199254740992 0 7 [job:a b]
      - 1 1 1 1"
    `);
  });

  const variants: readonly (readonly [string, EncodeOptions])[] = [
    ["unpacked", { packed: false }],
    [
      "strings first, samples last",
      {
        order: [
          "strings",
          "functions",
          "locations",
          "mappings",
          "header",
          "samples",
          "types",
        ],
      },
    ],
    ["fields in reverse", { reversed: true }],
    ["fields in reverse, unpacked", { reversed: true, packed: false }],
    ["unknown fields of every wire type", { unknownFields: true }],
    ["gaps between ids", { idOf: (index) => BigInt(index * 1000 + 7) }],
    ["ids beyond 32 bits", { idOf: (index) => 2n ** 32n * BigInt(index + 1) }],
    [
      "ids that differ only beyond 53 bits",
      { idOf: (index) => 2n ** 63n + BigInt(index) },
    ],
  ];
  it.each(variants)("does not care about %s", (_, options) => {
    expect(textOfProfile(decodeProfile(encodeProfile(picture, options)))).toBe(
      plain,
    );
  });

  it("keeps values exact: doubles up to 2^53, bigints from there", () => {
    const values = [
      0n,
      -1n,
      2n ** 53n,
      -(2n ** 53n),
      2n ** 53n + 1n,
      -(2n ** 53n) - 1n,
      2n ** 63n - 1n,
      -(2n ** 63n),
      5n,
    ];
    const decode = (own: readonly bigint[]) =>
      decodeProfile(
        encodeProfile({
          sampleTypes: own.map((_, index) => [`t${index}`, "count"]),
          functions: [],
          locations: [],
          samples: [{ stack: [], values: own }],
        }),
      ).samples.values;
    const wide = decode(values);
    expect(values.map((_, index) => BigInt(int64At(wide, index)))).toEqual(
      values,
    );
    expect(int64At(wide, 0)).toBe(0);
    expect(decode(values.slice(0, 4)).exact).toBeNull();
    expect(decode(values.slice(0, 5)).exact).not.toBeNull();
  });

  it("drops labels that are neither text nor number", () => {
    const profile: TestProfile = {
      ...profileFromText("main.main 1"),
      samples: [
        {
          stack: [0],
          values: [1n],
          labels: [
            { key: "empty" },
            { key: "zero", number: 0n, unit: "bytes" },
            { key: "five", number: -5n },
          ],
        },
      ],
    };
    expect(textOfProfile(decodeProfile(encodeProfile(profile)))).toContain(
      "main.main 1 [zero=0bytes] [five=-5]",
    );
  });

  it("accepts a profile without samples", () => {
    const empty = decodeProfile(
      encodeProfile({
        sampleTypes: [["space", "bytes"]],
        functions: [],
        locations: [],
        samples: [],
      }),
    );
    expect(empty.samples.count).toBe(0);
    expect(empty.sampleTypes).toEqual([{ type: "space", unit: "bytes" }]);
  });
});

describe("what decodeProfile refuses", () => {
  const location = (id: bigint, ...rest: readonly (readonly number[])[]) =>
    bytesField(4, [...integerField(1, id), ...rest.flat()]);
  const strings = (...texts: readonly string[]) =>
    ["", ...texts].flatMap((text) => [
      ...bytesField(6, [...new TextEncoder().encode(text)]),
    ]);
  const type = bytesField(1, [...integerField(1, 1n), ...integerField(2, 1n)]);
  const sample = (id: bigint, ...values: readonly bigint[]) =>
    bytesField(2, [
      ...integerField(1, id),
      ...values.flatMap((value) => integerField(2, value)),
    ]);

  const cases: readonly (readonly [
    string,
    readonly number[],
    string,
    RegExp,
  ])[] = [
    [
      "no strings at all",
      [...integerField(12, 1n)],
      "profile-malformed",
      /string 0/,
    ],
    [
      "string 0 with text",
      [...bytesField(6, [65])],
      "profile-malformed",
      /string 0 is not empty/,
    ],
    [
      "a string index out of range",
      [...strings("a"), ...integerField(14, 2n)],
      "profile-malformed",
      /string 2 is referred to, and there are 2/,
    ],
    [
      "a negative string index",
      [...strings("a"), ...integerField(14, -1n)],
      "profile-malformed",
      /not an index/,
    ],
    [
      "a location that does not exist",
      [...strings("a"), ...type, ...sample(9n, 1n)],
      "profile-malformed",
      /a location is referred to/,
    ],
    [
      "two locations with one id",
      [...strings("a"), ...location(1n), ...location(1n)],
      "profile-malformed",
      /two locations have the same id/,
    ],
    [
      "location 0",
      [...strings("a"), ...location(0n)],
      "profile-malformed",
      /reserved id 0/,
    ],
    [
      "a line without function",
      [
        ...strings("a"),
        ...location(1n, bytesField(4, [...integerField(2, 5n)])),
      ],
      "profile-malformed",
      /names no function/,
    ],
    [
      "a function that does not exist",
      [
        ...strings("a"),
        ...location(1n, bytesField(4, [...integerField(1, 5n)])),
      ],
      "profile-malformed",
      /a function is referred to/,
    ],
    [
      "too few values",
      [...strings("a"), ...type, ...type, ...location(1n), ...sample(1n, 1n)],
      "profile-malformed",
      /1 values, and there are 2 sample types/,
    ],
    [
      "samples that disagree",
      [
        ...strings("a"),
        ...type,
        ...location(1n),
        ...sample(1n, 1n),
        ...sample(1n),
      ],
      "profile-malformed",
      /0 values, the ones before it have 1/,
    ],
    [
      "two profiles strung together",
      [...strings("a"), ...integerField(9, 5n), ...integerField(9, 6n)],
      "profile-malformed",
      /strung together/,
    ],
    [
      "a varint of eleven bytes",
      [...varint(12n << 3n), ...Array<number>(10).fill(0xff), 1],
      "profile-malformed",
      /longer than 10 bytes/,
    ],
    [
      "a wire type that is none",
      [...strings(), (12 << 3) | 7, 0],
      "profile-malformed",
      /wire type 7/,
    ],
    [
      "a number where a message belongs",
      [...strings(), ...integerField(2, 5n)],
      "profile-malformed",
      /a sample has wire type 0/,
    ],
    [
      "a message longer than the one around it",
      [
        ...strings(),
        ...bytesField(2, [(3 << 3) | 2, 20]),
        ...bytesField(6, Array<number>(40).fill(65)),
      ],
      "profile-malformed",
      /longer than its message/,
    ],
    [
      "an end inside a varint",
      [...strings("a"), 12 << 3, 0xff],
      "profile-truncated",
      /ends inside a varint/,
    ],
    [
      "a length of 2^40 bytes",
      [...strings("a"), ...varint((2n << 3n) | 2n), ...varint(2n ** 40n)],
      "profile-truncated",
      /1099511627776 bytes/,
    ],
  ];
  it.each(cases)("%s", (_, bytes, code, message) => {
    const error = failure(Uint8Array.from(bytes));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.detail["offset"]).toBeTypeOf("number");
    expect(error.detail["offset"]).toBeLessThanOrEqual(bytes.length);
  });

  it("stops where a checkpoint says so", () => {
    const stop = new TrivetError("cancelled", "stopped");
    expect(() =>
      decodeProfile(encodeProfile(picture), () => {
        throw stop;
      }),
    ).toThrow(stop);
  });

  it("hands back what a lazily decoded string says, UTF-8 or not", () => {
    const profile: Profile = decodeProfile(
      Uint8Array.from([
        ...strings("héllo"),
        ...bytesField(6, [0xff, 0x41]),
        ...integerField(14, 1n),
      ]),
    );
    expect(profile.defaultSampleType).toBe("héllo");
    expect(profile.strings.get(2)).toBe("\ufffdA");
  });
});

// The corpus of profiles that nobody writes by accident: lengths that lie, ids that go in circles, indexes out of range,
// stacks and names of sizes that no program has, and names that would do something where they are shown.

import {
  bytesField,
  encodeProfile,
  integerField,
  varint,
  type TestProfile,
} from "./profile-encode.ts";

export interface HostileProfile {
  readonly name: string;
  readonly bytes: () => Uint8Array;
  /** Null = a profile like another, however odd. */
  readonly code: string | null;
}

/** What must stay text wherever it is shown. */
export const hostileNames = [
  '<img src=x onerror="alert(1)">',
  "</script><script>alert(1)</script>",
  "\u202egnp.exe\u202c",
  "\u2066main.\u2069\u200ff",
  "a\u0000b\u001b[31mred\u001b[0m\u0007",
  "${jndi:ldap://x}",
  "=cmd|' /C calc'!A0",
  "__proto__",
  "constructor",
  "\ud83d\ude00".repeat(20),
  "A\nB\tC\rD",
  " ",
] as const;

const text = (value: string): number[] => [...new TextEncoder().encode(value)];
const strings = (...values: readonly string[]): number[] =>
  ["", ...values].flatMap((value) => [...bytesField(6, text(value))]);
const type = bytesField(1, [...integerField(1, 1n), ...integerField(2, 1n)]);
const start = [...strings("a"), ...type];
const lying = (field: bigint, length: bigint): number[] => [
  ...start,
  ...varint((field << 3n) | 2n),
  ...varint(length),
  1,
  2,
  3,
];

function of(...parts: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flat());
}

/** The same message many times, after what a profile needs. */
function repeated(message: readonly number[], times: number): Uint8Array {
  const bytes = new Uint8Array(start.length + message.length * times);
  bytes.set(start);
  for (let index = 0; index < times; index++)
    bytes.set(message, start.length + index * message.length);
  return bytes;
}

function profile(own: Partial<TestProfile>): Uint8Array {
  return encodeProfile({
    sampleTypes: [["inuse_space", "bytes"]],
    functions: [{ name: "main.main", file: "/m.go" }],
    locations: [{ lines: [{ function: 0, line: 1 }] }],
    samples: [{ stack: [0], values: [1n] }],
    ...own,
  });
}

const sample = (...fields: readonly (readonly number[])[]) =>
  bytesField(2, [...fields.flat(), ...integerField(2, 1n)]);
const location = (id: bigint, ...fields: readonly (readonly number[])[]) =>
  bytesField(4, [...integerField(1, id), ...fields.flat()]);
const functionField = (id: bigint, ...fields: readonly (readonly number[])[]) =>
  bytesField(5, [...integerField(1, id), ...fields.flat()]);

const lengths = [
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 32n,
  2n ** 63n,
];

export const hostileProfiles: readonly HostileProfile[] = [
  ...lengths.flatMap((length) =>
    [1n, 2n, 3n, 4n, 5n, 6n, 13n, 99n].map((field) => ({
      name: `field ${field} of ${length} bytes`,
      bytes: () => of(lying(field, length)),
      code: "profile-truncated",
    })),
  ),
  {
    name: "a message inside a message, 100 000 deep",
    bytes: () => {
      // Every level is a field that nobody knows: its length is all that is looked at.
      let inner: number[] = [];
      for (let depth = 0; depth < 17; depth++)
        inner = [...bytesField(50, inner), ...bytesField(50, inner)];
      return of(start, bytesField(2, [...inner, ...integerField(2, 1n)]));
    },
    code: null,
  },
  {
    name: "groups, which no profile has",
    bytes: () => of(start, Array<number>(100_000).fill((50 << 3) | 3)),
    code: "profile-malformed",
  },
  {
    name: "a varint without an end",
    bytes: () => of(start, varint(12n << 3n), Array<number>(50).fill(0x80)),
    code: "profile-malformed",
  },
  {
    name: "a location and its function and its mapping with one id",
    bytes: () =>
      of(
        start,
        sample(integerField(1, 1n)),
        location(1n, integerField(2, 1n), bytesField(4, integerField(1, 1n))),
        functionField(1n, integerField(2, 1n)),
        bytesField(3, [...integerField(1, 1n), ...integerField(2, 1n)]),
      ),
    code: null,
  },
  {
    name: "a location that names a function that is a location",
    bytes: () =>
      of(
        start,
        location(1n, bytesField(4, integerField(1, 2n))),
        location(2n, bytesField(4, integerField(1, 1n))),
      ),
    code: "profile-malformed",
  },
  {
    name: "a location defined in terms of itself, twice",
    bytes: () => of(start, location(7n), location(7n)),
    code: "profile-malformed",
  },
  ...[
    ["a sample type", bytesField(1, integerField(1, 9n))],
    [
      "a label",
      sample(bytesField(3, [...integerField(1, 9n), ...integerField(2, 1n)])),
    ],
    [
      "a mapping",
      bytesField(3, [...integerField(1, 1n), ...integerField(5, 9n)]),
    ],
    ["a function", functionField(1n, integerField(2, 9n))],
    ["a comment", bytesField(13, varint(9n))],
    ["drop_frames", integerField(7, 9n)],
    ["the default sample type", integerField(14, 2n ** 62n)],
    ["the documentation", integerField(15, -1n)],
  ].map(([what, field]) => ({
    name: `${what as string} with a string out of range`,
    bytes: () => of(start, field as readonly number[]),
    code: "profile-malformed",
  })),
  {
    name: "ids as far apart as they can be",
    bytes: () =>
      encodeProfile(
        {
          sampleTypes: [["inuse_space", "bytes"]],
          functions: [{ name: "f" }, { name: "g" }],
          locations: [
            { lines: [{ function: 0, line: 1 }] },
            { lines: [{ function: 1, line: 1 }] },
          ],
          samples: [{ stack: [0, 1], values: [1n] }],
        },
        { idOf: (index) => (index === 0 ? 1n : 2n ** 64n - 1n) },
      ),
    code: null,
  },
  {
    name: "stacks of 10 000 frames",
    bytes: () =>
      profile({
        samples: Array.from({ length: 20 }, (_, index) => ({
          stack: Array<number>(10_000 + index).fill(0),
          values: [1n],
        })),
      }),
    code: null,
  },
  {
    name: "a stack of 200 000 different frames",
    bytes: () => {
      const frames = 200_000;
      const locations: number[] = [];
      const stack: number[] = [];
      for (let id = 1; id <= frames; id++) {
        for (const byte of location(BigInt(id))) locations.push(byte);
        for (const byte of varint(BigInt(id))) stack.push(byte);
      }
      const head = of(start, sample(bytesField(1, stack)));
      const bytes = new Uint8Array(head.length + locations.length);
      bytes.set(head);
      bytes.set(locations, head.length);
      return bytes;
    },
    code: null,
  },
  {
    name: "names of 1 MB",
    bytes: () =>
      profile({
        functions: ["x", "(", "/", "::", "a.b/"].map((unit) => ({
          name: unit.repeat(1_000_000 / unit.length),
          file: unit.repeat(1_000_000 / unit.length),
        })),
        locations: [0, 1, 2, 3, 4].map((index) => ({
          lines: [{ function: index, line: 1 }],
        })),
        samples: [{ stack: [0, 1, 2, 3, 4], values: [1n] }],
      }),
    code: null,
  },
  {
    name: "names that are not UTF-8",
    bytes: () =>
      of(
        strings("a"),
        [0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80].flatMap((byte) => [
          ...bytesField(6, [0x66, byte, 0x67]),
        ]),
        type,
        sample(integerField(1, 1n)),
        location(1n, bytesField(4, integerField(1, 1n))),
        functionField(1n, integerField(2, 2n), integerField(4, 5n)),
      ),
    code: null,
  },
  {
    name: "names that would do something",
    bytes: () =>
      profile({
        functions: hostileNames.map((name) => ({ name, file: name })),
        locations: hostileNames.map((_, index) => ({
          lines: [{ function: index, line: 1 }],
        })),
        samples: hostileNames.map((name, index) => ({
          stack: [index, 0],
          values: [1n],
          labels: [{ key: name, text: name }],
        })),
      }),
    code: null,
  },
  {
    name: "values at the ends of 64 bits",
    bytes: () =>
      profile({
        samples: [2n ** 63n - 1n, -(2n ** 63n), -1n, 2n ** 53n + 1n].map(
          (value) => ({ stack: [0], values: [value] }),
        ),
      }),
    code: null,
  },
  {
    name: "a million samples of nothing",
    bytes: () => repeated(bytesField(2, integerField(2, 0n)), 1_000_000),
    code: null,
  },
  {
    name: "two million fields that nobody knows",
    bytes: () => repeated(integerField(15 << 4, 1n), 2_000_000),
    code: null,
  },
  {
    name: "two million strings",
    bytes: () => repeated(bytesField(6, []), 2_000_000),
    code: null,
  },
  {
    name: "one million references to locations that are not there",
    bytes: () => {
      const bytes: number[] = [];
      for (let index = 0; index < 1_000_000; index++)
        bytes.push(
          ...[0x80, 0x80, 0x80, 0x80].map(
            (low, at) => low | ((index >> (7 * at)) & 0x7f),
          ),
          0x80,
          0x80,
          0x80,
          0x80,
          1,
        );
      const head = [...start, ...varint((2n << 3n) | 2n)];
      const packed = [
        ...varint((1n << 3n) | 2n),
        ...varint(BigInt(bytes.length)),
      ];
      const length = varint(BigInt(packed.length + bytes.length));
      const whole = new Uint8Array(
        head.length + length.length + packed.length + bytes.length,
      );
      whole.set([...head, ...length, ...packed]);
      whole.set(bytes, whole.length - bytes.length);
      return whole;
    },
    code: "profile-malformed",
  },
];

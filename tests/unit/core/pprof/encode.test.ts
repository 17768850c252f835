import fc from "fast-check";
import { Profile as ProfileOfPackage } from "pprof-format";
import { describe, expect, it } from "vitest";
import { decodeProfile } from "../../../../src/core/pprof/decode.ts";
import { encodeProfile } from "../../../../src/core/pprof/encode.ts";
import { formatRaw } from "../../../../src/core/pprof/report/raw.ts";
import {
  arbitraryEncoding,
  arbitraryProfile,
} from "../../../support/profile-arbitrary.ts";
import {
  encodeProfile as encodeForTest,
  type TestProfile,
} from "../../../support/profile-encode.ts";

const whole: TestProfile = {
  sampleTypes: [
    ["alloc", "count"],
    ["space", "bytes"],
  ],
  defaultSampleType: "space",
  periodType: ["space", "bytes"],
  period: 524_288,
  timeNanos: 1_763_860_000_123_456_789n,
  durationNanos: 1_500_000_000,
  comments: ["first", "# second"],
  mappings: [{ start: 0x400000n, limit: 0x800000n, offset: 64n, file: "/a/b" }],
  functions: [
    { name: "main.f", file: "/m.go", startLine: 7, systemName: "_main.f" },
    { name: "名前" },
  ],
  locations: [
    {
      lines: [
        { function: 0, line: 10, column: 3 },
        { function: 1, line: -1 },
      ],
      address: 0xffff_ffff_ffff_fff0n,
      mapping: 0,
      folded: true,
    },
    { lines: [], address: 5n },
  ],
  samples: [
    {
      stack: [0, 1],
      values: [-(2n ** 63n), 2n ** 63n - 1n],
      labels: [
        { key: "b", number: -4n, unit: "bytes" },
        { key: "a", text: "x" },
      ],
    },
    { stack: [], values: [0n, -5n] },
  ],
};

describe("encodeProfile", () => {
  it("keeps everything, ids beyond 2^53 and negative values included", () => {
    const ids = { idOf: (index: number) => 2n ** 60n + 3n * BigInt(index) };
    const profile = decodeProfile(encodeForTest(whole, ids));
    const text = formatRaw(profile);
    expect(text).toContain("-9223372036854775808 9223372036854775807: ");
    expect(text).toContain("1152921504606846976");
    expect(text).toContain("(_main.f)");
    expect(formatRaw(decodeProfile(encodeProfile(profile)))).toBe(text);
  });

  it("is stable: what was written is written again byte by byte", () => {
    fc.assert(
      fc.property(
        arbitraryProfile({ wide: true }),
        arbitraryEncoding,
        (profile, encoding) => {
          const first = decodeProfile(encodeForTest(profile, encoding));
          const written = encodeProfile(first);
          const again = decodeProfile(written);
          expect(formatRaw(again)).toBe(formatRaw(first));
          expect(Buffer.compare(encodeProfile(again), written)).toBe(0);
        },
      ),
    );
  });

  it("is read by another decoder", () => {
    const written = encodeProfile(decodeProfile(encodeForTest(whole)));
    const other = ProfileOfPackage.decode(written);
    expect(other.sample).toHaveLength(2);
    expect(other.location).toHaveLength(2);
    expect(BigInt.asIntN(64, BigInt(other.sample[1]!.value[1]!))).toBe(-5n);
    expect(other.stringTable.strings).toContain("名前");
  });
});

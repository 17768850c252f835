import { describe, expect, it } from "vitest";
import {
  readBuildNotes,
  parseNotes,
} from "../../../../src/core/elf/build-notes.ts";
import { readElfLayout } from "../../../../src/core/elf/elf-layout.ts";
import { readGoVersion } from "../../../../src/core/elf/go-build-info.ts";
import {
  buildElfImage,
  inlineBuildInfo,
  noteBytes,
  readFrom,
} from "./elf-image.ts";

const modules =
  "path\texample.com/gateway\nmod\texample.com/gateway\t(devel)\t\n";

const layouts = [
  { bits: 64, littleEndian: true },
  { bits: 64, littleEndian: false },
  { bits: 32, littleEndian: true },
  { bits: 32, littleEndian: false },
] as const;

describe("readElfLayout", () => {
  it.each(layouts)("reads tables of a file with %j", async (form) => {
    const { bytes, contentsOffset } = buildElfImage({
      ...form,
      loadAddress: 0x400000,
      interpreter: true,
      sections: [
        { name: ".a", type: 1, bytes: new Uint8Array([1, 2, 3]) },
        { name: ".note.go.buildid", type: 7, bytes: new Uint8Array(20) },
      ],
    });
    const layout = await readElfLayout(readFrom(bytes));
    expect(layout).toMatchObject({ ...form, dynamic: true });
    expect(layout?.sections.map(({ name, size }) => [name, size])).toEqual([
      ["", 0],
      [".a", 3],
      [".note.go.buildid", 20],
      [".shstrtab", 31],
    ]);
    expect(layout?.segments[0]).toMatchObject({
      type: 1,
      flags: 6,
      address: 0x400000,
      offset: contentsOffset,
    });
  });

  it("is static without an interpreter", async () => {
    const { bytes } = buildElfImage({ loadAddress: 0x400000 });
    expect((await readElfLayout(readFrom(bytes)))?.dynamic).toBe(false);
  });

  it("answers null for what is not ELF, and for every cut of one", async () => {
    expect(await readElfLayout(readFrom(new Uint8Array(0)))).toBeNull();
    const script = new TextEncoder().encode(`#!/bin/sh\n${" ".repeat(100)}`);
    expect(await readElfLayout(readFrom(script))).toBeNull();
    const { bytes } = buildElfImage({ loadAddress: 0x400000 });
    for (let length = 0; length < bytes.length; length++)
      expect(
        await readElfLayout(readFrom(bytes.subarray(0, length))),
        `cut at ${length}`,
      ).toBeNull();
  });

  it("refuses tables that damage made huge", async () => {
    const { bytes } = buildElfImage();
    new DataView(bytes.buffer).setUint16(60, 0xffff, true);
    expect(await readElfLayout(readFrom(bytes))).toBeNull();
  });
});

describe("readGoVersion", () => {
  const imageOf = (blob: Uint8Array, name = ".go.buildinfo") =>
    buildElfImage({
      loadAddress: 0x400000,
      sections: [{ name, type: 1, bytes: blob }],
    }).bytes;
  const infoOf = async (bytes: Uint8Array) => {
    const layout = await readElfLayout(readFrom(bytes));
    return layout === null ? null : readGoVersion(layout, readFrom(bytes));
  };

  it("reads the version that stands behind the header", async () => {
    expect(await infoOf(imageOf(inlineBuildInfo("go1.26.8", modules)))).toBe(
      "go1.26.8",
    );
  });

  it("finds the blob in the first writable segment when sections are stripped of names", async () => {
    const blob = new Uint8Array(64 + 64);
    blob.set(inlineBuildInfo("go1.19.8", ""), 64);
    expect(await infoOf(imageOf(blob, ".data"))).toBe("go1.19.8");
  });

  it("follows the pointers that toolchains before 1.18 wrote", async () => {
    const base = 0x400000;
    const blob = new Uint8Array(128);
    const view = new DataView(blob.buffer);
    blob.set([0xff, ...new TextEncoder().encode(" Go buildinf:"), 8, 0]);
    view.setBigUint64(16, BigInt(base + 32), true);
    view.setBigUint64(32, BigInt(base + 64), true);
    view.setBigUint64(40, 6n, true);
    blob.set(new TextEncoder().encode("go1.17"), 64);
    expect(await infoOf(imageOf(blob))).toBe("go1.17");
  });

  it("answers null without a blob, with a cut one and with a length beyond the file", async () => {
    expect(await infoOf(imageOf(new Uint8Array(64), ".data"))).toBeNull();
    expect(
      await infoOf(imageOf(inlineBuildInfo("go1.26.8", "").subarray(0, 20))),
    ).toBeNull();
    const lying = inlineBuildInfo("go1.26.8", "");
    lying[32] = 0xff;
    lying[33] = 0x7f;
    expect(await infoOf(imageOf(lying))).toBeNull();
  });
});

describe("readBuildNotes", () => {
  const gnu = {
    name: "GNU",
    type: 3,
    description: new Uint8Array([0xde, 0xad, 0xbe, 0xef, 0x01]),
  };
  const go = {
    name: "Go",
    type: 4,
    description: new TextEncoder().encode("action/content"),
  };

  it.each(layouts)("reads both notes with %j", async (form) => {
    const { bytes } = buildElfImage({
      ...form,
      sections: [
        {
          name: ".note.gnu.build-id",
          type: 7,
          bytes: noteBytes(gnu, form.littleEndian),
        },
        {
          name: ".note.go.buildid",
          type: 7,
          bytes: noteBytes(go, form.littleEndian),
        },
      ],
    });
    const layout = await readElfLayout(readFrom(bytes));
    expect(await readBuildNotes(layout!, readFrom(bytes))).toEqual({
      gnuBuildId: "deadbeef01",
      goBuildId: "action/content",
    });
  });

  it("leaves out a cut-off note and keeps those before it", () => {
    const both = new Uint8Array([...noteBytes(gnu), ...noteBytes(go)]);
    expect(parseNotes(both, true)).toHaveLength(2);
    for (let cut = noteBytes(gnu).length; cut < both.length - 2; cut++)
      expect(parseNotes(both.subarray(0, cut), true)).toHaveLength(1);
  });
});

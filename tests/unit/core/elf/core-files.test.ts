import { describe, expect, it } from "vitest";
import { readAuxiliaryValue } from "../../../../src/core/elf/auxiliary-vector.ts";
import {
  findAuxiliaryVector,
  readCoreThreads,
  readMappedFiles,
} from "../../../../src/core/elf/core-notes.ts";
import {
  readElfLayout,
  wholeLength,
} from "../../../../src/core/elf/elf-layout.ts";
import { findSymbols } from "../../../../src/core/elf/symbol-table.ts";

/** A core with one load segment for each page, its count where elf(5) puts it when it does not fit e_phnum. */
function buildCore(segments: number): Uint8Array {
  const [header, segment, section] = [64, 56, 64];
  const bytes = new Uint8Array(header + section + segments * segment);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 4, true); // ET_CORE
  view.setUint16(18, 62, true); // x86-64
  view.setBigUint64(32, BigInt(header + section), true);
  view.setBigUint64(40, BigInt(header), true);
  view.setUint16(54, segment, true);
  view.setUint16(56, Math.min(segments, 0xffff), true);
  view.setUint16(58, section, true);
  view.setUint16(60, 1, true);
  view.setUint32(header + 44, segments, true); // sh_info of section 0
  for (let index = 0; index < segments; index++) {
    const at = header + section + index * segment;
    view.setUint32(at, 1, true);
    view.setBigUint64(at + 16, BigInt(0x1000 * (index + 1)), true);
    view.setBigUint64(at + 32, 16n, true);
    view.setBigUint64(at + 40, 0x1000n, true);
  }
  return bytes;
}

const reading = (bytes: Uint8Array) => (offset: number, length: number) =>
  Promise.resolve(bytes.subarray(offset, offset + length));

describe("cores", () => {
  it.each([1, 65_534, 65_535, 70_000])("have %d segments", async (count) => {
    const layout = (await readElfLayout(reading(buildCore(count))))!;
    expect(layout).toMatchObject({ type: 4, machine: 62, bits: 64 });
    expect(layout.segments).toHaveLength(count);
    expect(layout.segments.at(-1)).toMatchObject({
      address: 0x1000 * count,
      fileSize: 16,
      memorySize: 0x1000,
    });
  });

  it("need no sections, which gcore writes last, to tell how long they should be", async () => {
    const bytes = buildCore(3);
    new DataView(bytes.buffer).setBigUint64(40, 1n << 32n, true);
    const layout = (await readElfLayout(reading(bytes)))!;
    expect(layout.sections).toEqual([]);
    expect(layout.segments).toHaveLength(3);
    expect(wholeLength(layout)).toBe(16);
  });

  it("are not read when their table is cut off", async () => {
    const bytes = buildCore(70_000);
    expect(await readElfLayout(reading(bytes.subarray(0, 1e6)))).toBeNull();
  });
});

describe("notes of a core", () => {
  const note = (type: number, description: Uint8Array) => ({
    name: "CORE",
    type,
    description,
  });

  it("have every thread's registers, and no half one", () => {
    const status = new Uint8Array(336);
    const view = new DataView(status.buffer);
    view.setUint32(32, 4711, true);
    view.setBigUint64(112 + 16 * 8, 0x48ad00n, true);
    view.setBigUint64(112 + 19 * 8, 0xc000123450n, true);
    expect(
      readCoreThreads([note(1, status), note(1, status.subarray(0, 300))]),
    ).toEqual([{ threadId: 4711, pc: 0x48ad00, sp: 0xc000123450 }]);
  });

  it("have the auxiliary vector and the mapped files", () => {
    const vector = new BigUint64Array([6n, 4096n, 9n, 0x48ad00n, 0n, 0n]);
    const bytes = new Uint8Array(vector.buffer);
    const found = findAuxiliaryVector([note(6, bytes)])!;
    expect(readAuxiliaryValue(found, "entry")).toBe(0x48ad00);
    expect(readAuxiliaryValue(found.subarray(0, 16), "entry")).toBeNull();
    const numbers = new BigUint64Array([1n, 4096n, 0x400000n, 0x500000n, 2n]);
    const names = new TextEncoder().encode("/srv/app\0");
    const files = new Uint8Array([...new Uint8Array(numbers.buffer), ...names]);
    expect(readMappedFiles([note(0x46494c45, files)])).toEqual([
      { start: 0x400000, end: 0x500000, offset: 8192, path: "/srv/app" },
    ]);
    expect(readMappedFiles([note(0x46494c45, files.subarray(0, 20))])).toEqual(
      [],
    );
  });
});

describe("symbol tables", () => {
  it("give the wanted names, the first of two", () => {
    const names = new TextEncoder().encode("\0runtime.mheap_\0runtime.other\0");
    const table = new Uint8Array(4 * 24);
    const view = new DataView(table.buffer);
    [1, 16, 1].forEach((name, index) => {
      view.setUint32((index + 1) * 24, name, true);
      view.setBigUint64(
        (index + 1) * 24 + 8,
        BigInt(0x1000 * (index + 1)),
        true,
      );
    });
    const found = findSymbols(table, names, {
      wanted: new Set(["runtime.mheap_", "runtime.allgs"]),
      littleEndian: true,
    });
    expect([...found]).toEqual([
      ["runtime.mheap_", { address: 0x1000, size: 0 }],
    ]);
  });
});

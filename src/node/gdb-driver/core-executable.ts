// The executable that left a core: named by the core's list of mapped files, or by the process's name, believed when its
// build id is the one that the core has in memory.

import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { readAuxiliaryValue } from "../../core/elf/auxiliary-vector.ts";
import {
  parseNotes,
  readBuildNotes,
  type BuildNotes,
  type ElfNote,
} from "../../core/elf/build-notes.ts";
import {
  findAuxiliaryVector,
  readCoreProcess,
  readMappedFiles,
} from "../../core/elf/core-notes.ts";
import {
  fileType,
  readElfLayout,
  segmentType,
  type ElfLayout,
  type ReadAt,
} from "../../core/elf/elf-layout.ts";
import { TrivetError } from "../../core/errors.ts";

const maxNoteBytes = 64 << 20;
const pageBytes = 4096;

export interface CoreExecutable {
  readonly path: string;
  /** GNU's, else Go's; null = the core holds none to compare with, and the file is taken by its name alone. */
  readonly buildId: string | null;
  /** The same of the file. */
  readonly fileBuildId: string | null;
  /** Of the process that left the core; null when it does not say so. */
  readonly pid: number | null;
}

/**
 * `given` is checked in place of the file that the core names. Codes: not-found where no file is there,
 * core-malformed, core-mismatch.
 */
export async function findCoreExecutable(
  corePath: string,
  given: string | null,
): Promise<CoreExecutable> {
  const core = await openFile(corePath);
  try {
    const readCore = reader(core);
    const layout = await readElfLayout(readCore);
    if (layout?.type !== fileType.core)
      throw new TrivetError("core-malformed", `${corePath} is not a core`);
    const notes = await readNotes(layout, readCore);
    const process = readCoreProcess(notes);
    const main = mainMapping(notes);
    const start = main?.start ?? startInMemory(notes);
    const wanted =
      start === null
        ? null
        : idOf(await notesInMemory(layout, readCore, start));
    const beside = (name: string): string =>
      path.join(path.dirname(corePath), path.basename(name));
    const candidates =
      given !== null
        ? [given]
        : main !== null
          ? [main.path, beside(main.path)]
          : // A name alone, cut off and perhaps of the program's choice, is not believed.
            wanted !== null && process !== null && process.name !== ""
            ? [beside(process.name)]
            : [];
    const found = await firstThatFits(candidates, wanted, corePath);
    return { ...found, pid: process?.id ?? null };
  } finally {
    await core.close();
  }
}

async function firstThatFits(
  candidates: readonly string[],
  wanted: string | null,
  corePath: string,
): Promise<Omit<CoreExecutable, "pid">> {
  let other: string | null = null;
  for (const candidate of candidates) {
    const found = await idOfFile(candidate);
    if (found === undefined) continue;
    if (wanted === null || found === wanted)
      return { path: candidate, buildId: wanted, fileBuildId: found };
    other = candidate;
  }
  if (other !== null)
    throw new TrivetError(
      "core-mismatch",
      `${other} is another build than the one that left ${corePath}`,
    );
  throw new TrivetError(
    "not-found",
    candidates.length === 0
      ? `${corePath} does not name the executable that left it`
      : `there is no executable ${candidates.join(" or ")}`,
  );
}

/** The file that the first instruction lay in; without that knowledge the first that is mapped. */
function mainMapping(
  notes: readonly ElfNote[],
): { readonly path: string; readonly start: number } | null {
  const files = readMappedFiles(notes);
  const vector = findAuxiliaryVector(notes);
  const entry = vector === null ? null : readAuxiliaryValue(vector, "entry");
  const holds =
    entry === null
      ? files[0]
      : files.find(({ start, end }) => start <= entry && entry < end);
  if (holds === undefined) return null;
  const first = files.find(
    ({ path: name, offset }) => name === holds.path && offset === 0,
  );
  return { path: holds.path, start: (first ?? holds).start };
}

/** Delve names no files. A program's headers lie in its first page; null without the kernel's word where. */
function startInMemory(notes: readonly ElfNote[]): number | null {
  const vector = findAuxiliaryVector(notes);
  const headers =
    vector === null ? null : readAuxiliaryValue(vector, "programHeaders");
  return headers === null ? null : headers - (headers % pageBytes);
}

async function readNotes(
  { segments, littleEndian }: ElfLayout,
  readAt: ReadAt,
): Promise<readonly ElfNote[]> {
  const notes: ElfNote[] = [];
  for (const { type, offset, fileSize } of segments)
    if (type === segmentType.note)
      notes.push(
        ...parseNotes(
          await readAt(offset, Math.min(fileSize, maxNoteBytes)),
          littleEndian,
        ),
      );
  return notes;
}

/** The executable's first pages, which hold its notes, are in the kernel's cores, in gdb's and in delve's. */
async function notesInMemory(
  { segments }: ElfLayout,
  readCore: ReadAt,
  start: number,
): Promise<BuildNotes | null> {
  const home = segments.find(
    ({ type, address, fileSize }) =>
      type === segmentType.load &&
      address <= start &&
      start < address + fileSize,
  );
  if (home === undefined) return null;
  const readImage: ReadAt = async (offset, length) => {
    const room = home.address + home.fileSize - start - offset;
    if (room <= 0) return new Uint8Array(0);
    const bytes = await readCore(
      home.offset + (start - home.address) + offset,
      Math.min(length, room),
    );
    return offset === 0 ? withoutSections(bytes) : bytes;
  };
  const image = await readElfLayout(readImage);
  return image === null ? null : readBuildNotes(image, readImage);
}

/** e_shnum and e_shstrndx set to 0: the table of sections is in no memory, and a header that names it is not whole. */
function withoutSections(header: Uint8Array): Uint8Array {
  const changed = header.slice();
  const is64 = changed[4] === 2;
  changed.fill(0, is64 ? 60 : 48, is64 ? 64 : 52);
  return changed;
}

/** Undefined when there is no such ELF file. */
async function idOfFile(name: string): Promise<string | null | undefined> {
  const file = await openFile(name).catch(() => null);
  if (file === null) return undefined;
  try {
    const readAt = reader(file);
    const layout = await readElfLayout(readAt);
    return layout === null
      ? undefined
      : idOf(await readBuildNotes({ ...layout, sections: [] }, readAt));
  } finally {
    await file.close();
  }
}

const idOf = (notes: BuildNotes | null): string | null =>
  notes?.gnuBuildId ?? notes?.goBuildId ?? null;

async function openFile(name: string): Promise<FileHandle> {
  try {
    return await open(name, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw new TrivetError("not-found", `${name} cannot be opened`, { cause });
  }
}

const reader =
  (file: FileHandle): ReadAt =>
  async (offset, length) => {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await file.read(bytes, 0, length, offset);
    return bytes.subarray(0, bytesRead);
  };

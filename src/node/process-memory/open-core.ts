// Opens a core together with the executable that ran: the kernel's, gdb's, gcore's and delve's.

import { readAuxiliaryValue } from "../../core/elf/auxiliary-vector.ts";
import { parseNotes, type ElfNote } from "../../core/elf/build-notes.ts";
import {
  findAuxiliaryVector,
  readCoreThreads,
  readMappedFiles,
} from "../../core/elf/core-notes.ts";
import {
  fileType,
  machine,
  readElfLayout,
  segmentType,
  wholeLength,
  type ElfLayout,
} from "../../core/elf/elf-layout.ts";
import { TrivetError } from "../../core/errors.ts";
import type {
  RandomAccessFile,
  TargetImage,
} from "../../services/ports/process-memory.ts";
import { CoreMemory } from "./core-memory.ts";
import { openFile } from "./open-file.ts";

/** Threads with their vector registers take some kilobytes each. */
const maxNoteBytes = 256 << 20;

/** Codes: not-found, disk-failed, usage (a FIFO or device), core-malformed, core-mismatch, target-not-go. */
export async function openCoreImage(
  corePath: string,
  executablePath: string,
): Promise<TargetImage> {
  const core = await openNamed(corePath);
  try {
    const executable = await openNamed(executablePath);
    try {
      return await build(core, executable, async () => {
        await core.close();
        await executable.close();
      });
    } catch (error) {
      await executable.close();
      throw error;
    }
  } catch (error) {
    await core.close();
    throw error;
  }
}

async function build(
  core: RandomAccessFile,
  executable: RandomAccessFile,
  close: () => Promise<void>,
): Promise<TargetImage> {
  const layout = await readElfLayout((offset, length) =>
    core.readAt(offset, length),
  );
  if (layout?.type !== fileType.core)
    throw new TrivetError(
      "core-malformed",
      layout === null
        ? `${core.path} is not an ELF file, or is cut off within its tables, at byte ${core.size}`
        : `${core.path} is an ELF file, but not a core`,
    );
  if (layout.bits !== 64 || layout.machine !== machine.amd64)
    throw new TrivetError(
      "layout-unsupported",
      `${core.path} is a core of a ${layout.bits}-bit machine of ELF type ${layout.machine}`,
    );
  const executableLayout = await readElfLayout((offset, length) =>
    executable.readAt(offset, length),
  );
  if (executableLayout === null || executableLayout.type === fileType.core)
    throw new TrivetError(
      "target-not-go",
      `${executable.path} is not an executable`,
      { advice: "other-executable" },
    );
  const notes = await readNotes(core, layout);
  const vector = findAuxiliaryVector(notes);
  const entryPoint =
    vector === null ? null : readAuxiliaryValue(vector, "entry");
  const bias = loadBias(executable, executableLayout, entryPoint, notes);
  const threads = readCoreThreads(notes);
  const { size } = core;
  const wholeSize = wholeLength(layout);
  return {
    kind: "core",
    ...(size < wholeSize && { cutOff: { size, wholeSize } }),
    memory: new CoreMemory(
      { file: core, layout },
      { file: executable, layout: executableLayout, bias },
    ),
    executable,
    entryPoint: executableLayout.entry + bias,
    monotonicNowNs: () => null,
    threads: () => Promise.resolve(threads),
    close,
  };
}

async function readNotes(
  core: RandomAccessFile,
  layout: ElfLayout,
): Promise<readonly ElfNote[]> {
  const notes: ElfNote[] = [];
  for (const { type, offset, fileSize } of layout.segments) {
    if (type !== segmentType.note) continue;
    const bytes = await core.readAt(offset, Math.min(fileSize, maxNoteBytes));
    notes.push(...parseNotes(bytes, layout.littleEndian));
  }
  return notes;
}

/** Load address minus link address of the executable. Code: core-mismatch. */
function loadBias(
  executable: RandomAccessFile,
  layout: ElfLayout,
  entryPoint: number | null,
  notes: readonly ElfNote[],
): number {
  if (layout.type === fileType.executable) {
    if (entryPoint === null || entryPoint === layout.entry) return 0;
    throw new TrivetError(
      "core-mismatch",
      `the core's program started at 0x${entryPoint.toString(16)}, ${executable.path} starts at 0x${layout.entry.toString(16)}`,
      { detail: { entryPoint, expected: layout.entry } },
    );
  }
  if (entryPoint !== null) return entryPoint - layout.entry;
  // Without the vector: where the file's first page was mapped, by its name.
  const name = executable.path.slice(executable.path.lastIndexOf("/") + 1);
  const mapped = readMappedFiles(notes).find(
    ({ path, offset }) => offset === 0 && path.endsWith(`/${name}`),
  );
  const first = layout.segments.find(({ type }) => type === segmentType.load);
  if (mapped !== undefined && first !== undefined)
    return mapped.start - (first.address - first.offset);
  throw new TrivetError(
    "core-mismatch",
    `${executable.path} is position-independent, and the core does not say where it was loaded`,
  );
}

async function openNamed(
  path: string,
): Promise<Awaited<ReturnType<typeof openFile>>> {
  try {
    return await openFile(path);
  } catch (cause) {
    if (cause instanceof TrivetError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    const isMissing = code === "ENOENT";
    throw new TrivetError(
      isMissing ? "not-found" : "disk-failed",
      isMissing ? `there is no file ${path}` : `opening ${path}: ${message}`,
      { cause, detail: { path } },
    );
  }
}

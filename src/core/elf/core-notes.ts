// What a Linux core says about its process beside the memory: registers of every thread, the auxiliary vector, and
// which files were mapped where.
// Source of truth: elf(5), <linux/elfcore.h> (struct elf_prstatus), arch/x86 user_regs_struct, fs/binfmt_elf.c
// (fill_files_note); delve's pkg/proc/dump.go, which writes the kernel's notes without their owner's name.

import type { ElfNote } from "./build-notes.ts";

export interface CoreThread {
  readonly threadId: number;
  readonly pc: number;
  readonly sp: number;
}
export interface MappedFile {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
  readonly path: string;
}

const noteType = {
  threadStatus: 1,
  processInfo: 3,
  auxiliaryVector: 6,
  files: 0x46494c45,
};

/** Offsets in the kernel's struct elf_prstatus of x86-64: pr_pid, and rip and rsp in pr_reg. */
const threadStatus = {
  size: 336,
  threadId: 32,
  pc: 112 + 16 * 8,
  sp: 112 + 19 * 8,
};

/** Offsets of pr_pid and pr_fname in the kernel's struct elf_prpsinfo of x86-64, and that struct's size. */
const processInfo = { size: 136, processId: 24, name: 40, nameBytes: 16 };

/** With the owner "CORE", and without one in delve's cores. */
const ofType = (
  notes: readonly ElfNote[],
  wanted: number,
  leastBytes = 0,
): readonly ElfNote[] =>
  notes.filter(
    ({ name, type, description }) =>
      (name === "CORE" || name === "") &&
      type === wanted &&
      description.length >= leastBytes,
  );

export interface CoreProcess {
  /** Where it ran. */
  readonly id: number;
  /** Of its main thread: the executable's, of which the kernel keeps 15 bytes, unless the program chose another. */
  readonly name: string;
}

/** Null when the core has no such note. */
export function readCoreProcess(notes: readonly ElfNote[]): CoreProcess | null {
  const [note] = ofType(notes, noteType.processInfo, processInfo.size);
  if (note === undefined) return null;
  const { description } = note;
  const name = description.subarray(
    processInfo.name,
    processInfo.name + processInfo.nameBytes,
  );
  return {
    id: viewOf(description).getInt32(processInfo.processId, true),
    name: new TextDecoder().decode(name).replace(/\0.*$/s, ""),
  };
}

/** Threads of an x86-64 core, the one that died first. */
export function readCoreThreads(notes: readonly ElfNote[]): CoreThread[] {
  return ofType(notes, noteType.threadStatus, threadStatus.size).map(
    ({ description }) => {
      const view = viewOf(description);
      return {
        threadId: view.getUint32(threadStatus.threadId, true),
        pc: Number(view.getBigUint64(threadStatus.pc, true)),
        sp: Number(view.getBigUint64(threadStatus.sp, true)),
      };
    },
  );
}

export function findAuxiliaryVector(
  notes: readonly ElfNote[],
): Uint8Array | null {
  return ofType(notes, noteType.auxiliaryVector)[0]?.description ?? null;
}

/** Empty when the core has no such note (delve writes none). A cut-off table gives the whole entries. */
export function readMappedFiles(notes: readonly ElfNote[]): MappedFile[] {
  const [note] = ofType(notes, noteType.files);
  if (note === undefined || note.description.length < 16) return [];
  const view = viewOf(note.description);
  const word = (at: number): number => Number(view.getBigUint64(at, true));
  const count = word(0);
  const pageSize = word(8);
  const namesStart = 16 + 24 * count;
  if (namesStart > note.description.length) return [];
  const names = new TextDecoder()
    .decode(note.description.subarray(namesStart))
    .split("\0");
  return Array.from({ length: count }, (_, index) => ({
    start: word(16 + 24 * index),
    end: word(24 + 24 * index),
    offset: word(32 + 24 * index) * pageSize,
    path: names[index] ?? "",
  }));
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

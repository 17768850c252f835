// What a Linux core says about its process beside the memory: registers of every thread, the auxiliary vector, and
// which files were mapped where.
// Source of truth: elf(5), <linux/elfcore.h> (struct elf_prstatus), arch/x86 user_regs_struct, fs/binfmt_elf.c
// (fill_files_note).

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

/** Offset of pr_pid in the kernel's struct elf_prpsinfo of x86-64, and that struct's size. */
const processInfo = { size: 136, processId: 24 };

/** The process's id where it ran; null when the core has no such note (delve writes none). */
export function readCoreProcess(notes: readonly ElfNote[]): number | null {
  const note = notes.find(
    ({ name, type, description }) =>
      name === "CORE" &&
      type === noteType.processInfo &&
      description.length >= processInfo.size,
  );
  return note === undefined
    ? null
    : viewOf(note.description).getInt32(processInfo.processId, true);
}

/** Threads of an x86-64 core, the one that died first. */
export function readCoreThreads(notes: readonly ElfNote[]): CoreThread[] {
  return notes
    .filter(
      ({ name, type, description }) =>
        name === "CORE" &&
        type === noteType.threadStatus &&
        description.length >= threadStatus.size,
    )
    .map(({ description }) => {
      const view = viewOf(description);
      return {
        threadId: view.getUint32(threadStatus.threadId, true),
        pc: Number(view.getBigUint64(threadStatus.pc, true)),
        sp: Number(view.getBigUint64(threadStatus.sp, true)),
      };
    });
}

export function findAuxiliaryVector(
  notes: readonly ElfNote[],
): Uint8Array | null {
  const note = notes.find(
    ({ name, type }) => name === "CORE" && type === noteType.auxiliaryVector,
  );
  return note?.description ?? null;
}

/** Empty when the core has no such note (delve writes none). A cut-off table gives the whole entries. */
export function readMappedFiles(notes: readonly ElfNote[]): MappedFile[] {
  const note = notes.find(
    ({ name, type }) => name === "CORE" && type === noteType.files,
  );
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

// A module of the program and its tables of functions: names, lines, inlined calls, and where a stack has pointers.
// Source of truth: runtime/symtab.go, symtabinl.go, stack.go, runtime2.go (_func).

import type { StructureSpecs } from "./structure-spec.ts";

export const functionStructures = {
  moduledata: {
    type: "runtime.moduledata",
    fields: {
      pcHeader: "pcHeader",
      names: "funcnametab",
      units: "cutab",
      files: "filetab",
      pcTable: "pctab",
      functions: "pclntable",
      functionTable: "ftab",
      minPc: "minpc",
      maxPc: "maxpc",
      text: "text",
      types: "types",
      typesEnd: "etypes",
      typeLinks: "typelinks?",
      functionData: "gofunc",
      textSections: "textsectmap",
      data: "data",
      dataEnd: "edata",
      bss: "bss",
      bssEnd: "ebss",
      dataMaskBits: "gcdatamask.n",
      dataMask: "gcdatamask.bytedata",
      bssMaskBits: "gcbssmask.n",
      bssMask: "gcbssmask.bytedata",
      next: "next",
    },
  },
  functab: {
    type: "runtime.functab",
    fields: { entry: "entryoff", offset: "funcoff" },
  },
  textsect: {
    type: "runtime.textsect",
    fields: { start: "vaddr", end: "end", base: "baseaddr" },
  },
  func: {
    type: "runtime._func",
    fields: {
      entry: "entryOff|entryoff",
      name: "nameOff|nameoff",
      pcsp: "pcsp",
      pcfile: "pcfile",
      pcline: "pcln",
      pcdataCount: "npcdata",
      unit: "cuOffset",
      startLine: "startLine?",
      kind: "funcID",
      flags: "flag",
      funcdataCount: "nfuncdata",
    },
  },
  inlinedCall: {
    type: "runtime.inlinedCall",
    fields: {
      name: "nameOff|func_",
      parentPc: "parentPc",
      kind: "funcID",
      startLine: "startLine?",
    },
  },
  stackMap: {
    type: "runtime.stackmap",
    fields: { count: "n", bits: "nbit", data: "bytedata" },
  },
  stackObject: {
    type: "runtime.stackObjectRecord",
    fields: {
      offset: "off",
      size: "size",
      pointerBytes: "ptrBytes|ptrdata|_ptrdata",
    },
  },
} as const satisfies StructureSpecs;

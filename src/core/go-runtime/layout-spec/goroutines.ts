// Goroutines, the threads and processors that run them, and what a stack has under way.
// Source of truth: runtime/runtime2.go.

import type { StructureSpecs } from "./structure-spec.ts";

export const goroutineStructures = {
  g: {
    type: "runtime.g",
    fields: {
      stackLow: "stack.lo",
      stackHigh: "stack.hi",
      status: "atomicstatus",
      id: "goid",
      waitReason: "waitreason",
      waitSince: "waitsince",
      startPc: "startpc",
      creatorPc: "gopc",
      parentId: "parentGoid?",
      m: "m",
      sp: "sched.sp",
      pc: "sched.pc",
      syscallSp: "syscallsp",
      syscallPc: "syscallpc",
      defers: "_defer",
      panics: "_panic",
      labels: "labels",
    },
  },
  m: {
    type: "runtime.m",
    fields: {
      threadId: "procid",
      current: "curg",
      g0: "g0",
      signalStack: "gsignal",
      vdsoSp: "vdsoSP",
      vdsoPc: "vdsoPC",
    },
  },
  p: {
    type: "runtime.p",
    fields: {
      mcache: "mcache",
      status: "status",
      freeGoroutines: "gFree.n|gFree.size",
    },
  },
  scheduler: {
    type: "runtime.schedt",
    fields: {
      // To Go 1.24 one count, then one for each list.
      freeGoroutines: "gFree.n?",
      freeWithStack: "gFree.stack.size?",
      freeWithoutStack: "gFree.noStack.size?",
      systemGoroutines: "ngsys",
    },
  },
  defer: {
    type: "runtime._defer",
    fields: { fn: "fn", pc: "pc", link: "link", sp: "sp" },
  },
  panic: {
    type: "runtime._panic",
    fields: {
      argType: "arg._type",
      argData: "arg.data",
      link: "link",
      recovered: "recovered",
      goexit: "goexit",
    },
  },
  funcval: { type: "runtime.funcval", fields: { fn: "fn" } },
} as const satisfies StructureSpecs;

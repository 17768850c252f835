// Every structure, variable and constant of the Go runtime that the readers touch, by the names its source has; how names
// are written stands in structure-spec.ts. The offsets come from the binary that is read.
// Source of truth: the Go distribution's src/runtime of 1.19 to 1.27.

import { functionStructures } from "./layout-spec/functions.ts";
import { goroutineStructures } from "./layout-spec/goroutines.ts";
import { heapStructures } from "./layout-spec/heap.ts";
import { specialStructures } from "./layout-spec/specials.ts";
import { statisticsStructures } from "./layout-spec/statistics.ts";
import type { StructureSpecs } from "./layout-spec/structure-spec.ts";
import { typeStructures } from "./layout-spec/types.ts";

export const structureSpecs = {
  ...goroutineStructures,
  ...functionStructures,
  ...heapStructures,
  ...specialStructures,
  ...typeStructures,
  ...statisticsStructures,
} as const satisfies StructureSpecs;

export type StructureName = keyof typeof structureSpecs;
export type FieldName<S extends StructureName> =
  keyof (typeof structureSpecs)[S]["fields"] & string;

/** Package-level variables, by our name; those with a trailing `?` lie at 0 where a version does not have them. */
export const variableSpecs = {
  heap: "runtime.mheap_",
  goroutines: "runtime.allgs",
  processors: "runtime.allp",
  scheduler: "runtime.sched",
  firstModule: "runtime.firstmoduledata",
  buildVersion: "runtime.buildVersion",
  buckets: "runtime.mbuckets",
  itabTable: "runtime.itabTable",
  profileCycle: "runtime.mProfCycle",
  profileLock: "runtime.profMemActiveLock",
  profileRate: "runtime.MemProfileRate",
  memstats: "runtime.memstats",
  gcController: "runtime.gcController",
  waitReasons: "runtime.waitReasonStrings",
  finalizerQueue: "runtime.finq",
  cleanupQueue: "runtime.gcCleanups?",
  sizeClasses: "runtime.class_to_size|internal/runtime/gc.SizeClassToSize",
} as const;
export type VariableName = keyof typeof variableSpecs;

/** Constants, by our name. Those that Go's source calls by another name in later versions move between packages. */
export const constantSpecs = {
  pageSize: "runtime._PageSize",
  spanInUse: "runtime.mSpanInUse",
  spanManual: "runtime.mSpanManual",
  statusIdle: "runtime._Gidle",
  statusRunnable: "runtime._Grunnable",
  statusRunning: "runtime._Grunning",
  statusSyscall: "runtime._Gsyscall",
  statusWaiting: "runtime._Gwaiting",
  statusDead: "runtime._Gdead",
  statusCopyStack: "runtime._Gcopystack",
  statusPreempted: "runtime._Gpreempted",
  statusLeaked: "runtime._Gleaked?",
  statusDeadExtra: "runtime._Gdeadextra?",
  statusScan: "runtime._Gscan",
  stackMapIndex:
    "internal/abi.PCDATA_StackMapIndex|runtime._PCDATA_StackMapIndex",
  argumentMaps:
    "internal/abi.FUNCDATA_ArgsPointerMaps|runtime._FUNCDATA_ArgsPointerMaps",
  localMaps:
    "internal/abi.FUNCDATA_LocalsPointerMaps|runtime._FUNCDATA_LocalsPointerMaps",
  stackObjects:
    "internal/abi.FUNCDATA_StackObjects|runtime._FUNCDATA_StackObjects",
  inlineTreeData: "internal/abi.FUNCDATA_InlTree|runtime._FUNCDATA_InlTree",
  inlineTreeIndex:
    "internal/abi.PCDATA_InlTreeIndex|runtime._PCDATA_InlTreeIndex",
  flagTopFrame: "internal/abi.FuncFlagTopFrame|runtime.funcFlag_TOPFRAME",
  flagStackWrite: "internal/abi.FuncFlagSPWrite|runtime.funcFlag_SPWRITE",
  kindSignalPanic: "internal/abi.FuncID_sigpanic|runtime.funcID_sigpanic",
  kindWrapper: "internal/abi.FuncIDWrapper|runtime.funcID_wrapper",
  nameExtraStar: "internal/abi.TFlagExtraStar|runtime.tflagExtraStar",
  arenaBytes: "runtime.heapArenaBytes",
  /** Where the first arena would begin, modulo 2^64. */
  arenaBase: "runtime.arenaBaseOffsetUintptr",
  /** Since Go 1.22: objects of more bytes begin with their type. */
  largestWithoutHeader: "runtime.minSizeForMallocHeader?",
  kindGcProgram: "internal/abi.KindGCProg|runtime.kindGCProg?",
  maskOnDemand: "internal/abi.TFlagGCMaskOnDemand?",
  specialFinalizer: "runtime._KindSpecialFinalizer",
  specialProfile: "runtime._KindSpecialProfile",
  specialReachable: "runtime._KindSpecialReachable",
  specialPinCounter: "runtime._KindSpecialPinCounter?",
  specialWeakHandle: "runtime._KindSpecialWeakHandle?",
  specialCleanup: "runtime._KindSpecialCleanup?",
  specialTinyBlock: "runtime._KindSpecialTinyBlock?",
  specialCheckFinalizer: "runtime._KindSpecialCheckFinalizer?",
  specialBubble: "runtime._KindSpecialBubble?",
  specialSecret: "runtime._KindSpecialSecret?",
  goalHeadroom:
    "runtime.memoryLimitMinHeapGoalHeadroom|runtime.memoryLimitHeapGoalHeadroom",
  goalHeadroomPercent: "runtime.memoryLimitHeapGoalHeadroomPercent?",
} as const;
export type ConstantName = keyof typeof constantSpecs;

/** Raised whenever a name is added here or to a structure: layouts that were cached before do not have it. */
export const layoutFormat = 5;

// Every structure, variable and constant of the Go runtime that the readers touch, by the names its source has. The
// offsets come from the binary that is read. `a|b` are names of different Go versions, a trailing `?` marks what some
// versions do not have; what the others lack makes the layout unusable.
// Source of truth: the Go distribution's src/runtime (runtime2.go, mheap.go, mprof.go, symtab.go, mstats.go, mgcpacer.go)
// of 1.19 to 1.27.

export interface StructureSpec {
  /** With a trailing `?` where some versions do not have it: its size is 0 there. */
  readonly type: string;
  /** Our name to the path in the structure; a path with dots goes into nested structures. */
  readonly fields: Readonly<Record<string, string>>;
}

export const structureSpecs = {
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
  mcache: {
    type: "runtime.mcache",
    fields: { alloc: "alloc", tinyAllocs: "tinyAllocs" },
  },
  mheap: {
    type: "runtime.mheap",
    fields: {
      allSpans: "allspans",
      sweepGeneration: "sweepgen",
      central: "central",
      spanAllocInUse: "spanalloc.inuse",
      cacheAllocInUse: "cachealloc.inuse",
      arenas: "arenas",
      allArenas: "allArenas|heapArenas",
    },
  },
  mcentral: {
    type: "runtime.mcentral",
    fields: { partial: "partial", full: "full" },
  },
  spanSet: {
    type: "runtime.spanSet",
    fields: { spine: "spine", spineLength: "spineLen", index: "index" },
  },
  spanSetBlock: { type: "runtime.spanSetBlock", fields: { spans: "spans" } },
  mspan: {
    type: "runtime.mspan",
    fields: {
      start: "startAddr",
      pages: "npages",
      slots: "nelems",
      freeIndex: "freeindex",
      allocated: "allocCount",
      spanClass: "spanclass",
      state: "state",
      slotSize: "elemsize",
      sweepGeneration: "sweepgen",
      allocBits: "allocBits",
      largeType: "largeType?",
      specials: "specials",
    },
  },
  // To Go 1.21 the pointer bits of the heap; afterwards they are in the spans themselves.
  heapArena: {
    type: "runtime.heapArena",
    fields: { bitmap: "bitmap?", noMorePointers: "noMorePtrs?" },
  },
  // Of the collector that came with Go 1.26; empty or missing where another one runs.
  spanInlineMarkBits: { type: "runtime.spanInlineMarkBits?", fields: {} },
  special: {
    type: "runtime.special",
    fields: { next: "next", offset: "offset", kind: "kind" },
  },
  specialFinalizer: { type: "runtime.specialfinalizer", fields: { fn: "fn" } },
  specialCleanup: {
    type: "runtime.specialCleanup?",
    fields: { fn: "fn|cleanup.fn" },
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
  bucket: {
    type: "runtime.bucket",
    fields: {
      next: "allnext",
      size: "size",
      depth: "nstk",
    },
  },
  memRecord: {
    type: "runtime.memRecord",
    fields: { active: "active", future: "future" },
  },
  memRecordCycle: {
    type: "runtime.memRecordCycle",
    fields: {
      allocs: "allocs",
      frees: "frees",
      allocBytes: "alloc_bytes?",
      freeBytes: "free_bytes?",
    },
  },
  mutex: { type: "runtime.mutex", fields: { key: "key" } },
  type: {
    type: "internal/abi.Type|runtime._type",
    fields: {
      size: "Size_|size",
      flags: "TFlag|tflag",
      kind: "Kind_|kind",
      name: "Str|str",
      pointerBytes: "PtrBytes|ptrdata",
      pointerMask: "GCData|gcdata",
    },
  },
  pointerType: {
    type: "internal/abi.PtrType|runtime.ptrtype",
    fields: { element: "Elem|elem" },
  },
  sliceType: {
    type: "internal/abi.SliceType|runtime.slicetype",
    fields: { element: "Elem|elem" },
  },
  arrayType: {
    type: "internal/abi.ArrayType|runtime.arraytype",
    fields: { element: "Elem|elem", count: "Len|len" },
  },
  channelType: {
    type: "internal/abi.ChanType|runtime.chantype",
    fields: { element: "Elem|elem" },
  },
  interfaceType: {
    type: "internal/abi.InterfaceType|runtime.interfacetype",
    fields: { methods: "Methods|mhdr" },
  },
  mapType: {
    type: "internal/abi.MapType|internal/abi.SwissMapType|runtime.maptype",
    fields: {
      key: "Key|key",
      value: "Elem|elem",
      slots: "Group|Bucket|bucket",
    },
  },
  structType: {
    type: "internal/abi.StructType|runtime.structtype",
    fields: { fields: "Fields|fields" },
  },
  structField: {
    type: "internal/abi.StructField|runtime.structfield",
    fields: {
      name: "Name|name",
      type: "Typ|typ",
      offset: "Offset|offset",
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
  itabTable: {
    type: "runtime.itabTableType",
    fields: { size: "size", entries: "entries" },
  },
  itab: {
    type: "internal/abi.ITab|runtime.itab",
    fields: { type: "Type|_type" },
  },
  channel: {
    type: "runtime.hchan",
    fields: {
      count: "qcount",
      capacity: "dataqsiz",
      buffer: "buf",
      closed: "closed",
      receiveIndex: "recvx",
      receivers: "recvq.first",
      senders: "sendq.first",
    },
  },
  sudog: {
    type: "runtime.sudog",
    fields: { g: "g", next: "next", element: "elem.vp|elem" },
  },
  // To Go 1.23.
  bucketMap: {
    type: "runtime.hmap?",
    fields: {
      count: "count",
      shift: "B",
      buckets: "buckets",
      oldBuckets: "oldbuckets",
      flags: "flags",
    },
  },
  // Since Go 1.24.
  swissMap: {
    type: "internal/runtime/maps.Map?",
    fields: { count: "used", tables: "dirPtr", tableCount: "dirLen" },
  },
  swissTable: {
    type: "internal/runtime/maps.table?",
    fields: {
      index: "index",
      groups: "groups.data",
      groupMask: "groups.lengthMask",
    },
  },
  profileSpecial: {
    type: "runtime.specialprofile",
    fields: { bucket: "b" },
  },
  finalizerBlock: {
    type: "runtime.finblock|runtime.finBlock",
    fields: { next: "next", count: "cnt", finalizers: "fin" },
  },
  finalizer: {
    type: "runtime.finalizer",
    fields: { fn: "fn", object: "arg" },
  },
  cleanupBlock: {
    type: "runtime.cleanupBlock?",
    fields: {
      next: "cleanupBlockHeader.alllink",
      count: "cleanupBlockHeader.n",
      cleanups: "cleanups",
    },
  },
  cleanupFunction: { type: "runtime.cleanupFn?", fields: { fn: "fn" } },
  cleanupQueue: {
    type: "runtime.cleanupQueue?",
    fields: { blocks: "all" },
  },
  mstats: {
    type: "runtime.mstats",
    fields: {
      heapStats: "heapStats.stats",
      stacksSys: "stacks_sys",
      mspanSys: "mspan_sys",
      mcacheSys: "mcache_sys",
      buckHashSys: "buckhash_sys",
      gcMiscSys: "gcMiscSys",
      otherSys: "other_sys",
      lastGcUnix: "last_gc_unix",
      lastGcMonotonic: "last_gc_nanotime",
      pauseTotal: "pause_total_ns",
      pauses: "pause_ns",
      pauseEnds: "pause_end",
      gcCount: "numgc",
      forcedGcCount: "numforcedgc",
      gcCpuFraction: "gc_cpu_fraction",
      gcEnabled: "enablegc",
    },
  },
  heapStats: {
    type: "runtime.heapStatsDelta",
    fields: {
      inHeap: "inHeap",
      inStacks: "inStacks",
      inWorkBufs: "inWorkBufs",
      inPointerBits: "inPtrScalarBits?",
      tinyAllocs: "tinyAllocCount",
      largeAlloc: "largeAlloc",
      largeAllocs: "largeAllocCount",
      smallAllocs: "smallAllocCount",
      largeFree: "largeFree",
      largeFrees: "largeFreeCount",
      smallFrees: "smallFreeCount",
    },
  },
  gcController: {
    type: "runtime.gcControllerState",
    fields: {
      gcPercent: "gcPercent",
      memoryLimit: "memoryLimit",
      percentGoal: "gcPercentHeapGoal",
      sweepMinTrigger: "sweepDistMinTrigger",
      triggered: "triggered",
      heapLive: "heapLive",
      heapMarked: "heapMarked",
      heapInUse: "heapInUse",
      heapReleased: "heapReleased",
      heapFree: "heapFree",
      totalAlloc: "totalAlloc",
      totalFree: "totalFree",
      mappedReady: "mappedReady",
    },
  },
} as const satisfies Readonly<Record<string, StructureSpec>>;

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

/** Raised whenever a name is added here: layouts that were cached before do not have it. */
export const layoutFormat = 5;

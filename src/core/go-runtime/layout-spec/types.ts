// What core/go-types reads: type descriptors, the method tables of interfaces, and what maps and channels are made of.
// Source of truth: internal/abi/type.go, before Go 1.21 runtime/type.go; runtime/iface.go; runtime/chan.go; runtime/map.go
// up to Go 1.23, internal/runtime/maps since.

import type { StructureSpecs } from "./structure-spec.ts";

export const typeStructures = {
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
} as const satisfies StructureSpecs;

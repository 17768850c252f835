// What a walk over the runtime's spans found: how many objects of each size class the heap really holds at one moment.
// gdb's helper `go-spans` prints it as JSON on a stopped target; it is the memory witness of the first verdict.

export interface SpanClass {
  /** Go's size class number; 0 = objects over 32 KiB, one a span. */
  readonly sizeClass: number;
  /** Bytes a slot; for class 0 the mean. */
  readonly objectSize: number;
  /** True when the class holds pointer-free objects only. */
  readonly noscan: boolean;
  readonly spans: number;
  /** Allocated slots, garbage that is not swept yet included. */
  readonly objects: number;
  readonly freeSlots: number;
  /** `objects × objectSize`; for class 0 the span bytes. */
  readonly bytes: number;
}

export interface SpanCensus {
  readonly schema: "trivet.spans/1";
  readonly goVersion: string;
  readonly atMillis: number;
  /** Pages of in-use spans × page size: agrees with `MemStats.HeapInuse`. */
  readonly heapInUseBytes: number;
  readonly numGc: number | null;
  readonly classes: readonly SpanClass[];
}

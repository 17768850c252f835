// What was copied of a heap: enough to find every pointer in it, and nothing else. Plain columns, so that it can be
// handed to another thread without being copied again.

/** Spans with objects, by address. */
export interface SpanTable {
  readonly count: number;
  readonly start: Float64Array;
  readonly pages: Uint32Array;
  /** Bytes from one object to the next. */
  readonly slotBytes: Float64Array;
  readonly slots: Uint32Array;
  /** Size class × 2, plus 1 when the objects have no pointers. */
  readonly spanClass: Uint8Array;
  readonly freeIndex: Uint32Array;
  /** Since Go 1.22, of large objects: the address of their type; else 0. */
  readonly largeType: Float64Array;
  /** Slots of all spans before this one; one more than spans. */
  readonly firstSlot: Uint32Array;
  /** Which block holds the span's bytes, and at which 8-byte word; -1 = not copied, there are no pointers in it. */
  readonly block: Int32Array;
  readonly blockWord: Uint32Array;
}

/** Which words of a type are pointers, from its first byte on; repeated for arrays. */
export interface TypeMask {
  readonly type: number;
  readonly size: number;
  /** Words that the mask has bits for; behind them there are no pointers. */
  readonly words: number;
  readonly bits: Uint8Array;
}

export type PointerSource =
  /** Go 1.19: for each arena two bits a word. */
  | { readonly kind: "two-bit"; readonly arenas: readonly ArenaBits[] }
  /** Go 1.20 and 1.21: one bit a word. */
  | { readonly kind: "one-bit"; readonly arenas: readonly ArenaBits[] }
  /** Since Go 1.22: bits at the end of each span of small objects, a type in front of larger ones. */
  | {
      readonly kind: "header";
      readonly largestWithoutHeader: number;
      readonly inlineMarkBytes: number;
      readonly masks: readonly TypeMask[];
    };

export interface ArenaBits {
  readonly start: number;
  readonly bytes: Uint8Array;
}

export type RootKind = "global" | "goroutine" | "finalizer" | "cleanup";

/** A place outside the heap that holds pointers into it: a variable, a goroutine's stack, a finalizer. */
export interface RootTable {
  /** Groups first: goroutines that began in the same function are one holder. */
  readonly groups: readonly RootGroup[];
  readonly roots: readonly Root[];
  /** What variables point to in the data sections; roots among the others, in their variable's group. */
  readonly statics: readonly StaticObject[];
  /** Objects that the heap profile sampled, each with the runtime's record of the stack that allocated it. */
  readonly sampled: readonly {
    readonly object: number;
    readonly bucket: number;
  }[];
  /** Words of each root: `offsets[i]` to `offsets[i + 1]` in the two columns. One more than roots. */
  readonly offsets: Uint32Array;
  /** What the words hold. */
  readonly values: Float64Array;
  /** Where they are. */
  readonly places: Float64Array;
  /** Of variables: the word before each, which in an interface says the type; else 0. */
  readonly previous: Float64Array;
  /** Of stacks: in whose frame each is, as an index into the names; else 0. */
  readonly frames: Uint32Array;
  readonly frameNames: readonly string[];
}
/** A package-level variable. */
export interface GlobalVariable {
  readonly name: string;
  readonly address: number;
  readonly size: number;
}

/** `name`: of the variable that leads to it; the object goes on to the next one or to the next variable. */
export interface StaticObject extends GlobalVariable {
  /** Where the variable, or the other such object, begins that points to it. */
  readonly holder: number;
  /** Where in the holder the pointer is. */
  readonly offset: number;
  /** The word before the pointer: of an interface its type. */
  readonly previous: number;
}

export interface RootGroup {
  readonly kind: RootKind;
  readonly name: string;
}
export interface Root {
  readonly group: number;
  /** Of a goroutine; else 0. */
  readonly goroutine: number;
  /** Of a variable: where it begins; of a finalizer: its object. */
  readonly address: number;
  /** Some words might be pointers and might be chance: there was no map for their frame. */
  readonly isConservative: boolean;
  /** The values are objects whose pointers are held, not they themselves: the object of a finalizer. */
  readonly holdsContents: boolean;
}

export interface HeapImage {
  readonly goVersion: string;
  readonly pageBytes: number;
  readonly arenaBytes: number;
  readonly spans: SpanTable;
  /** A bit for each slot that holds an object, garbage included; slots in the order of the spans. */
  readonly allocated: Uint8Array;
  readonly blocks: readonly Uint32Array[];
  readonly pointers: PointerSource;
  readonly roots: RootTable;
  /** Parts that could not be read: their pointers are missing. */
  readonly unreadableBytes: number;
  /** False when the target went on running meanwhile. */
  readonly isConsistent: boolean;
}

/** Size classes have their objects' size; class 0 is one large object. */
export const hasPointers = (spanClass: number): boolean =>
  (spanClass & 1) === 0;

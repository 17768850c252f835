// One goroutine's lines in `debug=2` form, from its header to the blank line. A half-understood line is set aside and
// counted, never guessed: crash logs share their stream with whatever else the process was printing.

import { goroutineId, type GoroutineId } from "../units.ts";
import type {
  Ancestor,
  Creator,
  GoroutineRecord,
  Stack,
  StackFrame,
} from "./goroutine-dump.ts";
import {
  isGoCall,
  readCall,
  readCreator,
  type Location,
} from "./read-frame.ts";
import type { GoroutineHeader } from "./read-header.ts";
import type { StackPool } from "./stack-pool.ts";

/** What waits for its location line. */
type Pending =
  | { readonly kind: "call"; readonly line: string; readonly offset: number }
  | {
      readonly kind: "creator";
      readonly function: string;
      readonly parent: GoroutineId | null;
      readonly offset: number;
    };

/** A stack while its lines come in. */
interface Section {
  readonly ancestor: GoroutineId | null;
  readonly frames: StackFrame[];
  readonly arguments: string[];
  elided: Stack["elided"];
  createdBy: Creator | null;
}

const stackUnavailable =
  "\tgoroutine running on other thread; stack unavailable";

/** `trivet inspect goroutines` of a stack that could not be walked to its end. */
export const cutStack = "\t...the rest of the stack could not be walked";
/** And of a goroutine that would not stand still. */
export const movingStack = "\tgoroutine ran while it was read; stack left out";

export class StackBuilder {
  readonly #header: GoroutineHeader;
  readonly #pool: StackPool;
  readonly #onUnknown: (offset: number) => void;
  readonly #sections: [Section, ...Section[]] = [emptySection(null)];
  #pending: Pending | null = null;
  #stackUnavailable = false;

  constructor(
    header: GoroutineHeader,
    pool: StackPool,
    onUnknown: (offset: number) => void,
  ) {
    this.#header = header;
    this.#pool = pool;
    this.#onUnknown = onUnknown;
  }

  get id(): GoroutineId {
    return this.#header.id;
  }

  push(line: string, offset: number): void {
    if (line.startsWith("\t")) this.#pushIndented(line, offset);
    else if (!this.#pushMark(line, offset)) this.#pushCall(line, offset);
  }

  /** True when the runtime would have printed more: a call without its place, or nobody who started it. */
  get isUnfinished(): boolean {
    if (this.#pending !== null) return true;
    const root = this.#sections[0];
    // The main goroutine and the schedulers have no creator; those that C code called into have none to show either.
    return root.createdBy === null && this.#header.id > 1;
  }

  /** `cut`: the text ended here. */
  build(cut: boolean): GoroutineRecord {
    this.#dropPending();
    const [own, ...older] = this.#sections;
    const header = this.#header;
    // Named one by one: spreading costs half of a large dump's time.
    return {
      id: header.id,
      count: 1,
      state: header.state,
      waitMinutes: header.waitMinutes,
      lockedToThread: header.lockedToThread,
      scan: header.scan,
      leaked: header.leaked,
      durable: header.durable,
      synctestBubble: header.synctestBubble,
      labels: header.labels,
      runtime: header.runtime,
      stack: this.#pool.stack(own.frames, own.elided),
      arguments: own.arguments,
      stackUnavailable: this.#stackUnavailable,
      createdBy: own.createdBy,
      ancestors: older.map((section): Ancestor => ({
        id: section.ancestor ?? goroutineId(0),
        stack: this.#pool.stack(section.frames, section.elided),
        createdBy: section.createdBy,
      })),
      cut,
    };
  }

  #pushIndented(line: string, offset: number): void {
    if (line === stackUnavailable) {
      this.#stackUnavailable = true;
      return;
    }
    if (this.#pending === null && this.#pushRemark(line)) return;
    const location = this.#pending === null ? null : this.#pool.location(line);
    if (location === null) this.#onUnknown(offset);
    else this.#place(location);
  }

  /** What `trivet inspect goroutines` adds to a stack that it read from memory. */
  #pushRemark(line: string): boolean {
    if (line === cutStack) {
      const section = this.#section;
      section.elided = { after: section.frames.length, count: null };
      return true;
    }
    if (line === movingStack) {
      this.#stackUnavailable = true;
      return true;
    }
    return /^\t(?:deferred: |panic: |runtime\.Goexit)/.test(line);
  }

  /** Lines that are neither calls nor locations. */
  #pushMark(line: string, offset: number): boolean {
    // Nearly every line is a call, and a look at its start says so.
    if (!/^(?:\.\.\.|\[|non-Go|created)/.test(line)) return false;
    const elided = /^\.\.\.(?:(\d{1,15})|additional) frames elided\.\.\.$/.exec(
      line,
    );
    if (elided !== null) {
      this.#dropPending();
      const section = this.#section;
      section.elided = {
        after: section.frames.length,
        count: elided[1] === undefined ? null : Number(elided[1]),
      };
      return true;
    }
    const ancestor = /^\[originating from goroutine (\d{1,15})\]:$/.exec(line);
    if (ancestor !== null) {
      this.#dropPending();
      this.#sections.push(emptySection(goroutineId(Number(ancestor[1]))));
      return true;
    }
    const foreign = /^non-Go function at pc=0x([0-9a-f]{1,13})$/.exec(line);
    if (foreign !== null) {
      this.#dropPending();
      const pc = parseInt(foreign[1] ?? "", 16);
      const location = { file: "", line: 0, offset: null, pc };
      this.#add(this.#pool.frameAt("non-Go function", location), "");
      return true;
    }
    const creator = readCreator(line);
    if (creator === null) return false;
    this.#dropPending();
    this.#pending = { kind: "creator", ...creator, offset };
    return true;
  }

  #pushCall(line: string, offset: number): void {
    // A log line between a call and its place must not take the place.
    const waits =
      this.#pending !== null &&
      (this.#pending.kind === "creator" || isGoCall(this.#pending.line));
    if (waits && !isGoCall(line)) {
      this.#onUnknown(offset);
      return;
    }
    this.#dropPending();
    this.#pending = { kind: "call", line, offset };
  }

  #place(location: Location): void {
    const pending = this.#pending;
    this.#pending = null;
    if (pending === null) return;
    if (pending.kind === "call") {
      const call = readCall(pending.line);
      this.#add(this.#pool.frameAt(call.function, location), call.arguments);
      return;
    }
    const frame = this.#pool.frameAt(pending.function, location);
    this.#section.createdBy = { frame, parent: pending.parent };
  }

  get #section(): Section {
    return this.#sections.at(-1) ?? this.#sections[0];
  }

  #add(frame: StackFrame, args: string): void {
    const section = this.#section;
    section.frames.push(frame);
    section.arguments.push(args);
  }

  #dropPending(): void {
    if (this.#pending !== null) this.#onUnknown(this.#pending.offset);
    this.#pending = null;
  }
}

function emptySection(ancestor: GoroutineId | null): Section {
  return { ancestor, frames: [], arguments: [], elided: null, createdBy: null };
}

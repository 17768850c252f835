// From the text of a dump, of any form and Go version, to its goroutines. The text comes in chunks, each line is looked
// at once, and nothing in it can make the parser fail: what is not understood is counted and its place is told.

import { TrivetError } from "../errors.ts";
import { CountBuilder, readCountsHeading } from "./count-builder.ts";
import {
  countGoroutines,
  dumpSizeLimit,
  type DumpDamage,
  type DumpForm,
  type GoroutineDump,
  type GoroutineRecord,
} from "./goroutine-dump.ts";
import { readLocation } from "./read-frame.ts";
import { readHeader } from "./read-header.ts";
import { LineSplitter } from "./split-lines.ts";
import { StackBuilder } from "./stack-builder.ts";
import { StackPool } from "./stack-pool.ts";

/** A panic value can be of any length. */
const maxHeadLines = 1000;
const chunkBytes = 1 << 20;

const crashOpening =
  /^(?:panic: |fatal error: |SIG[A-Z0-9]+: |unexpected fault address |runtime: |Exception 0x)/;
const threadRule = "-----";
const registerLine = /^([a-z][a-z0-9]{1,7}) +(0x[0-9a-f]{1,16})$/;

/** GOTRACEBACK=crash: each thread's registers follow its stack at once, then a rule. */
function isBetweenThreads(line: string): boolean {
  return line === threadRule || registerLine.test(line);
}

/** One dump while its lines come in. */
class OpenDump {
  form: DumpForm;
  head = "";
  readonly goroutines: GoroutineRecord[] = [];
  readonly schedulers: GoroutineRecord[] = [];
  /** Index in `goroutines` by id. */
  readonly byId = new Map<number, number>();
  readonly registers = new Map<string, string>();
  readonly damage: DumpDamage[] = [];
  unknownLines = 0;
  firstUnknown = 0;
  /** What a counts heading promises. */
  readonly declared: number | null;

  constructor(form: DumpForm, declared: number | null = null) {
    this.form = form;
    this.declared = declared;
  }

  close(): GoroutineDump {
    const { form, head, goroutines, schedulers, damage, declared } = this;
    if (this.unknownLines > 0)
      damage.push({
        kind: "unknown-lines",
        offset: this.firstUnknown,
        lines: this.unknownLines,
      });
    const registers = Object.fromEntries(this.registers);
    const dump = { form, head, goroutines, schedulers, registers, damage };
    const found = countGoroutines(dump);
    if (declared !== null && declared > found)
      damage.push({ kind: "missing", declared, found });
    return dump;
  }
}

export class DumpParser {
  readonly #lines = new LineSplitter((line, offset) =>
    this.#line(line, offset),
  );
  readonly #pool = new StackPool();
  readonly #dumps: GoroutineDump[] = [];
  #dump: OpenDump | null = null;
  #stack: StackBuilder | null = null;
  #row: CountBuilder | null = null;
  /** Lines since a crash's opening, not yet followed by a goroutine; null when there was none. */
  #head: string[] | null = null;
  #bytes = 0;
  /** Lines before the first dump, or between an opening and nothing. */
  #strayLines = 0;
  #firstStray = 0;

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#lines.push(chunk);
  }

  /**
   * The dumps in the text, in order: a log or a file that was appended to can hold several.
   * Codes: profile-empty (0 bytes), profile-malformed (nothing that could be a goroutine; `detail.offset`).
   */
  finish(): readonly GoroutineDump[] {
    const rest = this.#lines.finish();
    const halfLine = rest !== null && !this.#lastLine(rest.text, rest.offset);
    const offset = halfLine ? rest.offset : this.#bytes;
    this.#end(halfLine, offset);
    const dump = this.#dump;
    if (dump !== null) {
      if (halfLine) dump.damage.push({ kind: "half-line", offset });
      if (this.#bytes === dumpSizeLimit && dump.form === "stacks")
        dump.damage.push({ kind: "size-limit", bytes: this.#bytes });
      this.#dumps.push(dump.close());
      this.#dump = null;
    }
    if (this.#dumps.length > 0) return this.#dumps;
    if (this.#bytes === 0)
      throw new TrivetError("profile-empty", "the goroutine dump has 0 bytes", {
        advice: "empty-file",
      });
    throw new TrivetError(
      "profile-malformed",
      `no goroutine in ${this.#bytes} bytes: this is no goroutine dump, crash log or count of goroutines`,
      { detail: { offset: this.#strayLines > 0 ? this.#firstStray : 0 } },
    );
  }

  #line(line: string, offset: number): void {
    if (line === "") {
      this.#end(false, offset);
      return;
    }
    if (line.startsWith("goroutine") && this.#heading(line, offset)) return;
    if (isBetweenThreads(line)) {
      this.#end(false, offset);
      this.#outside(line, offset);
    } else if (this.#stack !== null) this.#stack.push(line, offset);
    else if (this.#row !== null && line.startsWith("#")) {
      if (!this.#row.push(line)) this.#unknown(offset);
    } else this.#outside(line, offset);
  }

  /** Opens a goroutine or a list of counts. */
  #heading(line: string, offset: number): boolean {
    const declared = readCountsHeading(line);
    if (declared !== null) {
      this.#end(false, offset);
      this.#open(new OpenDump("counts", declared));
      return true;
    }
    // A panic's text may quote a goroutine. The real ones come after a blank line.
    if (this.#head !== null && this.#head.at(-1) !== "") return false;
    const header = readHeader(line);
    if (header === null) return false;
    this.#end(false, offset);
    if (this.#dump === null || this.#dump.form === "counts")
      this.#open(new OpenDump("stacks"));
    this.#takeHead();
    this.#stack = new StackBuilder(header, this.#pool, (at) =>
      this.#unknown(at),
    );
    return true;
  }

  /** Between goroutines: a row of counts, a crash's heading, registers, or somebody else's line. */
  #outside(line: string, offset: number): void {
    if (this.#dump?.form === "counts") {
      const row = CountBuilder.open(line, this.#pool);
      if (row !== null) {
        this.#end(false, offset);
        this.#row = row;
        return;
      }
    }
    const register = this.#dump === null ? null : registerLine.exec(line);
    if (line === threadRule && this.#dump !== null) return;
    if (register !== null) {
      const [, name = "", value = ""] = register;
      if (this.#dump?.registers.has(name) === false)
        this.#dump.registers.set(name, value);
    } else if (this.#head !== null) {
      if (this.#head.length < maxHeadLines) this.#head.push(line);
    } else if (crashOpening.test(line)) this.#head = [line];
    else this.#unknown(offset);
  }

  /** The heading belongs to the dump whose first goroutine follows it. */
  #takeHead(): void {
    const dump = this.#dump;
    if (this.#head === null || dump === null) return;
    if (dump.goroutines.length === 0) {
      dump.head = this.#head.join("\n").trimEnd();
      dump.form = "crash";
    }
    this.#head = null;
  }

  /** A blank line, the next header or the end of the text; `cut`: in the middle of something. */
  #end(cut: boolean, offset: number): void {
    const dump = this.#dump;
    const isLast = offset >= this.#bytes || cut;
    if (this.#stack !== null) {
      const { id } = this.#stack;
      const unfinished = cut || (isLast && this.#stack.isUnfinished);
      const record = this.#stack.build(unfinished);
      this.#stack = null;
      this.#add(record);
      if (unfinished)
        this.#dump?.damage.push({ kind: "half-goroutine", offset, id });
    } else if (this.#row !== null) {
      dump?.goroutines.push(this.#row.build(cut));
      this.#row = null;
      if (cut) dump?.damage.push({ kind: "half-goroutine", offset, id: null });
    } else if (this.#head !== null && this.#head.length < maxHeadLines)
      this.#head.push("");
  }

  /** A goroutine that was printed twice: with GOTRACEBACK=crash every thread adds what it knows; else it is a new dump. */
  #add(record: GoroutineRecord): void {
    if (record.id === 0) {
      this.#dump?.schedulers.push(record);
      return;
    }
    const known = this.#dump?.byId.get(record.id ?? 0);
    const earlier =
      known === undefined ? undefined : this.#dump?.goroutines[known];
    if (known !== undefined && earlier !== undefined) {
      if (record.stackUnavailable) return;
      if (earlier.stackUnavailable) {
        if (this.#dump !== null) this.#dump.goroutines[known] = record;
        return;
      }
      if (this.#dump !== null && this.#dump.schedulers.length > 0) return;
      this.#openRepeated();
    }
    const dump = this.#dump;
    if (dump === null || record.id === null) return;
    dump.byId.set(record.id, dump.goroutines.length);
    dump.goroutines.push(record);
  }

  #openRepeated(): void {
    const quoted = this.#dump;
    const dump = new OpenDump("stacks");
    // `panic(fmt.Sprintf("…%s", debug.Stack()))`: the only goroutine so far was part of the panic's text.
    if (quoted?.form === "crash" && quoted.goroutines.length === 1) {
      dump.form = "crash";
      dump.head = quoted.head;
      this.#dump = null;
    }
    this.#open(dump);
  }

  #open(dump: OpenDump): void {
    if (this.#dump !== null) this.#dumps.push(this.#dump.close());
    else if (this.#strayLines > 0) {
      dump.unknownLines = this.#strayLines;
      dump.firstUnknown = this.#firstStray;
    }
    this.#dump = dump;
  }

  #unknown(offset: number): void {
    const dump = this.#dump;
    if (dump === null) {
      if (this.#strayLines++ === 0) this.#firstStray = offset;
    } else if (dump.unknownLines++ === 0) dump.firstUnknown = offset;
  }

  /** A last line without its end: taken when it says all that matters, so that a stripped line end loses nothing. */
  #lastLine(text: string, offset: number): boolean {
    const isWhole =
      this.#stack !== null
        ? readLocation(text)?.offset != null
        : this.#row !== null
          ? false
          : readCountsHeading(text) !== null && text.endsWith("total 0");
    if (!isWhole) return false;
    this.#line(text, offset);
    return true;
  }
}

/** Parses a whole text. Codes as `DumpParser.finish`, and what `checkpoint`, called once a MiB, throws. */
export function parseGoroutineDumps(
  bytes: Uint8Array,
  checkpoint: () => void = () => undefined,
): readonly GoroutineDump[] {
  const parser = new DumpParser();
  for (let start = 0; start < bytes.length; start += chunkBytes) {
    checkpoint();
    parser.push(bytes.subarray(start, start + chunkBytes));
  }
  return parser.finish();
}

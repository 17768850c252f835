// What the Go compiler says of values that outlive their function (`go build -gcflags=-m=2`): why an allocation is on
// the heap. Its words are not specified and change between versions; what is not known here is left out.

export const escapeKinds = ["escapes", "moved", "leaks", "stays"] as const;
export type EscapeKind = (typeof escapeKinds)[number];

export interface EscapeNote {
  readonly line: number;
  readonly column: number;
  /** The value escapes, the variable was moved to the heap, the parameter lets it out, the value stays on the stack. */
  readonly kind: EscapeKind;
  /** The compiler's sentence. */
  readonly text: string;
  /** Its steps, indented as it has them: `flow: {heap} ← fresh:`, `  from *bucket = fresh (assign) at raster.go:44:10`. */
  readonly reasons: readonly string[];
}

export interface EscapeReport {
  readonly file: string;
  readonly goVersion: string;
  /** As it was run, for people who want to run it themselves. */
  readonly command: string;
  readonly tookMs: number;
  readonly notes: readonly EscapeNote[];
  /** More notes than are kept. */
  readonly isCut: boolean;
}

const mostNotes = 5_000;
const mostReasons = 60;

interface OpenNote {
  readonly line: number;
  readonly column: number;
  kind: EscapeKind;
  text: string;
  readonly reasons: string[];
}

/** Takes the compiler's lines as they come and keeps those of one file. */
export class EscapeNotesReader {
  readonly #isOwn: (file: string) => boolean;
  readonly #notes: OpenNote[] = [];
  /** The last note on something: a sentence with its steps comes first, then again without. */
  readonly #known = new Map<string, OpenNote>();
  #open: OpenNote | null = null;
  #isCut = false;

  /** `isOwn`: whether a path as the compiler writes it is the file. */
  constructor(isOwn: (file: string) => boolean) {
    this.#isOwn = isOwn;
  }

  /** True for a line that is a note about some file, of whatever kind; false for what an error would look like. */
  add(line: string): boolean {
    // ./raster.go:41:24: make([]byte, 4096) escapes to heap in (*glyphCache).render:
    const parts = /^(.+?):(\d+):(\d+): (.*)$/.exec(line);
    if (parts === null) return line.startsWith("# ") || line === "";
    const [, file = "", lineText, columnText, text = ""] = parts;
    if (!this.#isOwn(file)) {
      this.#open = null;
      return true;
    }
    if (/^\s/.test(text)) this.#addReason(text);
    else this.#addNote(Number(lineText), Number(columnText), text);
    return true;
  }

  finish(): {
    readonly notes: readonly EscapeNote[];
    readonly isCut: boolean;
  } {
    const notes = this.#notes.toSorted(
      (a, b) => a.line - b.line || a.column - b.column,
    );
    return { notes, isCut: this.#isCut };
  }

  #addReason(text: string): void {
    const reasons = this.#open?.reasons;
    if (reasons !== undefined && reasons.length < mostReasons)
      reasons.push(text.slice(2));
  }

  #addNote(line: number, column: number, text: string): void {
    this.#open = null;
    const kind = kindOf(text);
    if (kind === null) return;
    const isHead = text.endsWith(":");
    const sentence = isHead ? text.slice(0, -1) : text;
    const about = `${line}:${column} ${subjectOf(sentence)}`;
    const known = this.#known.get(about);
    if (!isHead && known !== undefined) {
      // "x escapes to heap" with its steps, then "moved to heap: x".
      if (kind !== "moved" || known.kind === kind) return;
      known.kind = kind;
      known.text = sentence;
      return;
    }
    if (this.#notes.length >= mostNotes) {
      this.#isCut = true;
      return;
    }
    const note: OpenNote = { line, column, kind, text: sentence, reasons: [] };
    this.#notes.push(note);
    this.#known.set(about, note);
    if (isHead) this.#open = note;
  }
}

function kindOf(text: string): EscapeKind | null {
  if (/^moved to heap: /.test(text)) return "moved";
  if (/ escapes to heap\b/.test(text)) return "escapes";
  if (/^leaking param|^parameter .* leaks to /.test(text)) return "leaks";
  if (/ does not escape$/.test(text)) return "stays";
  return null;
}

/** What the sentence is about, in either of its forms. */
function subjectOf(sentence: string): string {
  return sentence
    .replace(/ escapes to heap( in .*)?$/, "")
    .replace(/^parameter (\S+) leaks to .*$/, "$1")
    .replace(/^leaking param( content)?: (\S+).*$/, "$2")
    .replace(/^moved to heap: /, "")
    .replace(/ does not escape$/, "");
}

// Expressions are RE2, as in pprof. The engine is the caller's: this layer has no packages, and JavaScript's own
// expressions are another language that can take exponential time.

import type { Profile } from "./profile.ts";

/** Whether the expression is found anywhere in the text. */
export type TextMatcher = (text: string) => boolean;

/** Compiles RE2. Throws TrivetError `usage`, naming the option that it was given for. */
export type CompileExpression = (
  option: string,
  expression: string,
) => TextMatcher;

/** Asks a matcher once about each function name, file and mapping of a profile. */
export class SymbolMatcher {
  readonly #profile: Profile;
  readonly #matches: TextMatcher;
  /** By string index: 0 = not asked, 1 = no, 2 = yes. */
  readonly #byString: Uint8Array;
  readonly #byMapping: readonly boolean[];

  constructor(profile: Profile, matches: TextMatcher) {
    this.#profile = profile;
    this.#matches = matches;
    this.#byString = new Uint8Array(profile.strings.length);
    this.#byMapping = profile.mappings.map(({ file }) => matches(file));
  }

  /** By function name or file name of one line. */
  line(line: number): boolean {
    const { lines, functions } = this.#profile;
    const index = lines.function[line]!;
    return (
      this.#string(functions.name[index]!) ||
      this.#string(functions.file[index]!)
    );
  }

  /** By the binary that a location is in. */
  mapping(location: number): boolean {
    const mapping = this.#profile.locations.mapping[location]!;
    return mapping >= 0 && this.#byMapping[mapping]!;
  }

  /** By any of its lines, or by its binary. */
  location(location: number): boolean {
    const { lineStart, lineCount } = this.#profile.locations;
    const start = lineStart[location]!;
    for (let line = start; line < start + lineCount[location]!; line++)
      if (this.line(line)) return true;
    return this.mapping(location);
  }

  #string(index: number): boolean {
    const known = this.#byString[index]!;
    if (known !== 0) return known === 2;
    const matches = this.#matches(this.#profile.strings.get(index));
    this.#byString[index] = matches ? 2 : 1;
    return matches;
  }
}

// A sample's stack as function, file and line, leaf first and inlined calls included: what sites and goroutines show.

import { cleanPath } from "./go-text.ts";
import type { Profile } from "./profile.ts";

export interface StackFrame {
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

export class StackReader {
  readonly #profile: Profile;
  readonly #byLocation: (readonly StackFrame[] | undefined)[] = [];

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  /** The frames of one sample. */
  *frames(sample: number): Generator<StackFrame, void> {
    const { samples } = this.#profile;
    const end = samples.stackStart[sample + 1]!;
    for (let at = samples.stackStart[sample]!; at < end; at++)
      yield* this.ofLocation(samples.stack[at]!);
  }

  /** One frame for a location without symbols: its address. */
  ofLocation(location: number): readonly StackFrame[] {
    const known = this.#byLocation[location];
    if (known !== undefined) return known;
    const { locations, lines, functions, strings } = this.#profile;
    const start = locations.lineStart[location]!;
    const frames: StackFrame[] = [];
    for (
      let line = start;
      line < start + locations.lineCount[location]!;
      line++
    ) {
      const index = lines.function[line]!;
      frames.push({
        function: strings.get(functions.name[index]!),
        file: cleanPath(strings.get(functions.file[index]!)),
        line: lines.line[line]!,
      });
    }
    if (frames.length === 0)
      frames.push({
        function: `0x${locations.address[location]!.toString(16)}`,
        file: "",
        line: 0,
      });
    this.#byLocation[location] = frames;
    return frames;
  }
}

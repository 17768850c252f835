// Each distinct frame and stack once. A dump of 100,000 goroutines has a million frames and a few hundred stacks; shared,
// they fit in memory, and grouping compares references instead of text.

import type { Stack, StackFrame } from "./goroutine-dump.ts";
import { frameAt, readLocation, type Location } from "./read-frame.ts";

/** Distinct lines are few; where they are not, remembering them does not pay. */
const maxRemembered = 50_000;

export class StackPool {
  readonly #frames = new Map<string, StackFrame>();
  readonly #roots = new PathNode();

  readonly #locations = new Map<string, Location>();
  readonly #placed = new Map<Location, Map<string, StackFrame>>();

  /** `readLocation`, which is asked the same again and again. */
  location(line: string): Location | null {
    const known = this.#locations.get(line);
    if (known !== undefined) return known;
    const location = readLocation(line);
    // With frame pointers hardly two lines are equal.
    const isCommon =
      !line.includes(" fp=0x") && this.#locations.size < maxRemembered;
    if (location !== null && isCommon) {
      this.#locations.set(line, location);
      this.#placed.set(location, new Map());
    }
    return location;
  }

  /** The one frame of a function at a location. */
  frameAt(name: string, location: Location): StackFrame {
    const placed = this.#placed.get(location);
    const known = placed?.get(name);
    if (known !== undefined) return known;
    const frame = this.frame(frameAt(name, location));
    placed?.set(name, frame);
    return frame;
  }

  /** The one frame with these values. */
  frame(frame: StackFrame): StackFrame {
    const key = `${frame.function}\n${frame.file}\n${frame.line}\n${frame.offset ?? ""}\n${frame.pc ?? ""}`;
    const known = this.#frames.get(key);
    if (known !== undefined) return known;
    this.#frames.set(key, frame);
    return frame;
  }

  /** The one stack of these frames, which must come from this pool. */
  stack(frames: readonly StackFrame[], elided: Stack["elided"] = null): Stack {
    let node = this.#roots.child(
      elided === null ? "" : `${elided.after}:${elided.count ?? ""}`,
    );
    for (const frame of frames) node = node.child(frame);
    node.stack ??= { frames, elided };
    return node.stack;
  }
}

/** Stacks as paths from their leaf frame: finding one allocates nothing. */
class PathNode {
  stack: Stack | null = null;
  readonly #children = new Map<StackFrame | string, PathNode>();

  child(step: StackFrame | string): PathNode {
    const known = this.#children.get(step);
    if (known !== undefined) return known;
    const node = new PathNode();
    this.#children.set(step, node);
    return node;
  }
}

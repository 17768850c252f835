// Searching a flame graph: which names match, and how much of the picture they are.

import type { FlameView } from "../../core/pprof/views.ts";

export interface FlameSearch {
  /** 1 for matching entries of `names`. */
  readonly names: Uint8Array;
  readonly frames: number;
  /** Width of all matching frames, a match inside a match counted once. */
  readonly width: number;
}

/**
 * Matches `text` anywhere in the full name, without regard to case; between slashes it is a regular expression.
 * Null for an empty text. A regular expression that is not one matches as plain text.
 */
export function searchFlame(view: FlameView, text: string): FlameSearch | null {
  const matches = compileSearch(text);
  if (matches === null) return null;
  const names = Uint8Array.from(view.names, (name) => (matches(name) ? 1 : 0));
  let frames = 0;
  let width = 0;
  // Depth-first order: everything until the next frame that is not deeper lies inside the current match.
  let insideDepth = Infinity;
  for (let i = 0; i < view.depth.length; i++) {
    const depth = view.depth[i] ?? 0;
    if (depth <= insideDepth) insideDepth = Infinity;
    if (i === 0 || names[view.name[i] ?? 0] !== 1) continue;
    frames++;
    if (insideDepth !== Infinity) continue;
    insideDepth = depth;
    width += view.width[i] ?? 0;
  }
  return { names, frames, width };
}

/** The test that a search text means; null for an empty one. */
export function compileSearch(
  text: string,
): ((name: string) => boolean) | null {
  const wanted = text.trim();
  if (wanted === "") return null;
  if (wanted.length > 2 && wanted.startsWith("/") && wanted.endsWith("/")) {
    try {
      const pattern = new RegExp(wanted.slice(1, -1), "i");
      return (name) => pattern.test(name);
    } catch {
      // Half-typed expressions are the normal state while typing.
    }
  }
  const lower = wanted.toLowerCase();
  return (name) => name.toLowerCase().includes(lower);
}

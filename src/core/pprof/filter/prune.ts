// Cutting stacks below a frame: what a profile itself wants dropped (drop_frames, keep_frames) and what is asked for
// (prune-from). Both match the function's name without its argument list (profile/prune.go).

import { withLines, withStackRanges } from "../edit-profile.ts";
import type { Profile } from "../profile.ts";
import type { CompileExpression, TextMatcher } from "../text-matcher.ts";
import { range } from "./hide.ts";

/** C++ names that have a parenthesis and no arguments. */
const reserved = /\(anonymous namespace\)|operator\(\)|\(/g;

/** `foo(int)` is `foo`; the dot that one ABI puts first goes too. */
export function simplifyFunctionName(name: string): string {
  const plain = name.startsWith(".") ? name.slice(1) : name;
  for (const found of plain.matchAll(reserved))
    if (found[0] === "(") return plain.slice(0, found.index);
  return plain;
}

/** Applies the profile's own drop_frames and keep_frames. What is not RE2 is ignored, as pprof does. */
export function dropOwnFrames(
  profile: Profile,
  compile: CompileExpression,
): Profile {
  if (profile.dropFrames === "") return profile;
  let drop: TextMatcher;
  let keep: TextMatcher | null;
  try {
    drop = compile("drop_frames", `^(${profile.dropFrames})$`);
    keep =
      profile.keepFrames === ""
        ? null
        : compile("keep_frames", `^(${profile.keepFrames})$`);
  } catch {
    return profile;
  }
  const matches = byFunction(
    profile,
    (name) => drop(name) && keep?.(name) !== true,
  );
  /** 1 = cut below what is left of the location, 2 = cut with it. */
  const cut = new Uint8Array(profile.locations.count);
  const edited = withLines(profile, (location, start, end) => {
    for (let line = end - 1; line >= start; line--) {
      if (!matches(line)) continue;
      cut[location] = line === end - 1 ? 2 : 1;
      return line === end - 1 ? range(start, end) : range(line + 1, end);
    }
    return range(start, end);
  });
  const { stack } = profile.samples;
  return withStackRanges(edited, (_, from, to) => {
    // Not before the first frame from the root that stays: that would drop everything.
    let found = false;
    for (let at = to - 1; at >= from; at--) {
      const how = cut[stack[at]!]!;
      if (how === 0) found = true;
      else if (found) return { from: how === 2 ? at + 1 : at, to };
    }
    return { from, to };
  });
}

/**
 * Drops what the match nearest to the leaf called. `wholeNames`: the expression may also match a name with what pprof
 * takes for its argument list, which in Go is the receiver: `main.(*T).f` is `main.` to pprof.
 */
export function pruneFrom(
  profile: Profile,
  expression: TextMatcher,
  wholeNames = false,
): Profile {
  const matches = byFunction(profile, expression, wholeNames);
  const cut = new Uint8Array(profile.locations.count);
  const edited = withLines(profile, (location, start, end) => {
    for (let line = start; line < end; line++) {
      if (!matches(line)) continue;
      cut[location] = 1;
      return range(line, end);
    }
    return range(start, end);
  });
  const { stack } = profile.samples;
  return withStackRanges(edited, (_, from, to) => {
    for (let at = from; at < to; at++)
      if (cut[stack[at]!] === 1) return { from: at, to };
    return { from, to };
  });
}

/** Asks once a function; one without a name never matches. */
function byFunction(
  profile: Profile,
  matches: TextMatcher,
  wholeNames = false,
): (line: number) => boolean {
  const { lines, functions, strings } = profile;
  const known: (boolean | undefined)[] = [];
  return (line) => {
    const index = lines.function[line]!;
    const name = strings.get(functions.name[index]!);
    known[index] ??=
      name !== "" &&
      (matches(simplifyFunctionName(name)) || (wholeNames && matches(name)));
    return known[index];
  };
}

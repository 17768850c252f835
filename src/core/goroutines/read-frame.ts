// The lines of a stack: `main.(*T).run(0xc0000, {0x1, ...})`, then a tab and `/src/main.go:12 +0x1f`, with
// ` fp=0x… sp=0x… pc=0x…` behind it from GOTRACEBACK=system on, and ` pc=0x…` alone in C code.

import { address, goroutineId, type GoroutineId } from "../units.ts";
import type { StackFrame } from "./goroutine-dump.ts";

export interface Call {
  readonly function: string;
  /** Between the outermost parentheses of the call; "" for none and in C code. */
  readonly arguments: string;
}

/** Names have no spaces and arguments no parentheses; C names may be anything. */
export function isGoCall(line: string): boolean {
  if (!line.endsWith(")") || line.startsWith("[")) return false;
  const open = line.lastIndexOf("(");
  const space = line.indexOf(" ");
  return open > 0 && (space === -1 || space > open);
}

export function readCall(line: string): Call {
  if (!isGoCall(line)) return { function: line, arguments: "" };
  const open = line.lastIndexOf("(");
  return {
    function: line.slice(0, open),
    arguments: line.slice(open + 1, -1),
  };
}

export interface Location {
  readonly file: string;
  readonly line: number;
  readonly offset: number | null;
  readonly pc: number | null;
}

const goLocation =
  /^\t(.+):(\d{1,9})(?: \+0x([0-9a-f]{1,12}))?(?: fp=0x[0-9a-f]+ sp=0x[0-9a-f]+)?(?: pc=0x([0-9a-f]{1,13}))?$/;
const bareLocation = /^\tpc=0x([0-9a-f]{1,13})$/;

/** Null when the line is no location. */
export function readLocation(line: string): Location | null {
  const found = goLocation.exec(line);
  if (found !== null) {
    const [, file = "", number = "", offset, pc] = found;
    return {
      file,
      line: Number(number),
      offset: offset === undefined ? null : parseInt(offset, 16),
      pc: pc === undefined ? null : parseInt(pc, 16),
    };
  }
  const bare = bareLocation.exec(line);
  return bare === null
    ? null
    : { file: "", line: 0, offset: null, pc: parseInt(bare[1] ?? "", 16) };
}

export function frameAt(name: string, location: Location): StackFrame {
  return {
    function: name,
    file: location.file,
    line: location.line,
    offset: location.offset,
    pc: location.pc === null ? null : address(location.pc),
  };
}

/** `created by main.run in goroutine 7`; null for other lines. */
export function readCreator(line: string): {
  readonly function: string;
  readonly parent: GoroutineId | null;
} | null {
  if (!line.startsWith("created by ")) return null;
  const parent = / in goroutine (\d{1,15})$/.exec(line);
  return {
    function: line.slice("created by ".length, parent?.index),
    parent: parent === null ? null : goroutineId(Number(parent[1])),
  };
}

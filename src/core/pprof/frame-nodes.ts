// What counts as "the same place" at a granularity: pprof's node identity (Aggregate in profile/profile.go, nodeInfo in
// internal/graph/graph.go). Every frame of every location gets the number of its node once; reports then only add.

import { baseName, cleanPath } from "./go-text.ts";
import type { Profile } from "./profile.ts";
import { Uint32Column } from "./uint32-column.ts";
import type { Granularity } from "./views.ts";

export interface FrameNode {
  /** Function; "" when the granularity leaves it out, or when there are no symbols. */
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly address: bigint;
  /** The binary, where the function is not known. */
  readonly objectFile: string;
  /** Part of the identity only where the name is empty: pprof's `-files` has one row a function for that reason. */
  readonly startLine: number;
}

export interface FrameNodes {
  readonly nodes: readonly FrameNode[];
  /** `locations.count + 1` entries: location i's nodes are `frames[frameStart[i] .. frameStart[i + 1])`, leaf first. */
  readonly frameStart: Uint32Array;
  readonly frames: Uint32Array;
  /** Parallel to `frames`: 1 = the call was inlined into the next frame. */
  readonly inlined: Uint8Array;
}

interface Keep {
  readonly name: boolean;
  readonly file: boolean;
  readonly line: boolean;
  readonly column: boolean;
  readonly address: boolean;
}

function keptParts(granularity: Granularity, noInlines: boolean): Keep {
  const address = granularity === "addresses";
  return {
    name: granularity !== "files",
    file: granularity !== "functions",
    line: address || granularity === "lines",
    // pprof clears columns whenever it aggregates at all.
    column: address && !noInlines,
    address,
  };
}

/** `withObjects`: the binary and the start line are always part of the identity, as in reports about places in code. */
export function buildFrameNodes(
  profile: Profile,
  granularity: Granularity,
  noInlines: boolean,
  withObjects = false,
): FrameNodes {
  const keep = keptParts(granularity, noInlines);
  const { locations } = profile;
  const nodes: FrameNode[] = [];
  const nodeByKey = new Map<string, number>();
  const frameStart = new Uint32Array(locations.count + 1);
  const frames = new Uint32Column(locations.count + 1);
  const inlined: number[] = [];
  const intern = (node: FrameNode): number => {
    const key = `${node.address}\n${node.line}\n${node.column}\n${node.startLine}\n${node.name}\n${node.file}\n${node.objectFile}`;
    const known = nodeByKey.get(key);
    if (known !== undefined) return known;
    nodes.push(node);
    nodeByKey.set(key, nodes.length - 1);
    return nodes.length - 1;
  };
  for (let location = 0; location < locations.count; location++) {
    frameStart[location] = frames.length;
    const address = keep.address ? locations.address[location]! : 0n;
    const objectFile =
      profile.mappings[locations.mapping[location]!]?.file ?? "";
    const start = locations.lineStart[location]!;
    const end = start + locations.lineCount[location]!;
    if (start === end) {
      frames.push(intern({ ...unknownFrame, address, objectFile }));
      inlined.push(0);
    }
    for (
      let line = noInlines ? Math.max(start, end - 1) : start;
      line < end;
      line++
    ) {
      frames.push(
        intern(
          lineNode(profile, line, { keep, address, objectFile, withObjects }),
        ),
      );
      inlined.push(line === end - 1 ? 0 : 1);
    }
  }
  frameStart[locations.count] = frames.length;
  return {
    nodes,
    frameStart,
    frames: frames.build(),
    inlined: Uint8Array.from(inlined),
  };
}

const unknownFrame: FrameNode = {
  name: "",
  file: "",
  line: 0,
  column: 0,
  address: 0n,
  objectFile: "",
  startLine: 0,
};

function lineNode(
  profile: Profile,
  line: number,
  where: {
    readonly keep: Keep;
    readonly address: bigint;
    readonly objectFile: string;
    readonly withObjects: boolean;
  },
): FrameNode {
  const { lines, functions, strings } = profile;
  const { keep } = where;
  const index = lines.function[line]!;
  const name = keep.name ? strings.get(functions.name[index]!) : "";
  const file = keep.file ? strings.get(functions.file[index]!) : "";
  const placed = name === "" || where.withObjects;
  return {
    name,
    file: file === "" ? "" : cleanPath(withoutWorkingDirectory(file)),
    line: keep.line ? lines.line[line]! : 0,
    column: keep.column ? lines.column[line]! : 0,
    address: where.address,
    objectFile: placed ? where.objectFile : "",
    startLine: placed ? functions.startLine[index]! : 0,
  };
}

/** pprof strips what sandboxed builds put before their paths (trimPath in internal/report/source.go). */
function withoutWorkingDirectory(file: string): string {
  for (const prefix of ["/proc/self/cwd/./", "/proc/self/cwd/"])
    if (file.startsWith(prefix)) return file.slice(prefix.length);
  return file;
}

/** The name that `go tool pprof -top` prints, without ` (inline)`. */
export function printableName(node: FrameNode, separator = " "): string {
  const parts: string[] = [];
  if (node.address !== 0n)
    parts.push(node.address.toString(16).padStart(16, "0"));
  if (node.name !== "") parts.push(node.name);
  if (node.line !== 0)
    parts.push(
      `${node.file}:${node.line}${node.column === 0 ? "" : `:${node.column}`}`,
    );
  else if (node.file !== "") parts.push(node.file);
  else if (node.name !== "") return parts.join(separator);
  else if (node.objectFile !== "") parts.push(`[${baseName(node.objectFile)}]`);
  else parts.push("<unknown>");
  return parts.join(separator);
}

/** The shortest name that says which frame it is: the function, else the file, else what is known of the binary. */
export function frameLabel(node: FrameNode): string {
  if (node.name !== "") return node.name;
  if (node.file !== "") return node.file;
  return printableName(node);
}

/** What a place is called when it is picked: its function, and where no symbol is known what is printed instead. */
export function functionOfNode(node: FrameNode): string {
  return node.name === "" ? printableName(node) : node.name;
}

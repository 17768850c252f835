// A call tree written as nested lists becomes the FlameView that the profile engine would give for it.

import type { FlameView } from "../../../../src/core/pprof/views.ts";

export interface Node {
  readonly name: string;
  readonly file?: string;
  readonly line?: number;
  /** Of the frame itself, without its children; `[before, after]` makes the whole view a comparison. */
  readonly self?: number | readonly [number, number];
  readonly children?: readonly Node[];
}

export function flameView(children: readonly Node[]): FlameView {
  const names = new Map<string, number>();
  const files = new Map([["", 0]]);
  const columns = {
    name: [] as number[],
    file: [] as number[],
    line: [] as number[],
    parent: [] as number[],
    depth: [] as number[],
    start: [] as number[],
    width: [] as number[],
    self: [] as number[],
    before: [] as number[],
    after: [] as number[],
  };
  let compared = false;
  const intern = (list: Map<string, number>, text: string): number => {
    const at = list.get(text) ?? list.size;
    list.set(text, at);
    return at;
  };
  const sides = (node: Node): readonly [number, number] => {
    let [before, after] =
      typeof node.self === "object" ? node.self : [0, node.self ?? 0];
    for (const child of node.children ?? []) {
      const [b, a] = sides(child);
      before += b;
      after += a;
    }
    return [before, after];
  };
  const widthOf = (node: Node): number => {
    const [before, after] =
      typeof node.self === "object" ? node.self : [0, node.self ?? 0];
    return (node.children ?? []).reduce(
      (sum, child) => sum + widthOf(child),
      Math.max(before, after),
    );
  };
  const add = (
    node: Node,
    parent: number,
    depth: number,
    start: number,
  ): void => {
    if (typeof node.self === "object") compared = true;
    const at = columns.name.length;
    const [before, after] = sides(node);
    columns.name.push(intern(names, node.name));
    columns.file.push(intern(files, node.file ?? ""));
    columns.line.push(node.line ?? 0);
    columns.parent.push(parent);
    columns.depth.push(depth);
    columns.start.push(start);
    columns.width.push(widthOf(node));
    columns.self.push(
      typeof node.self === "object" ? Math.max(...node.self) : (node.self ?? 0),
    );
    columns.before.push(before);
    columns.after.push(after);
    let left = start;
    const byWidth = [...(node.children ?? [])].sort(
      (a, b) => widthOf(b) - widthOf(a),
    );
    for (const child of byWidth) {
      add(child, at, depth + 1, left);
      left += widthOf(child);
    }
  };
  const root = { name: "all", children };
  add(root, -1, 0, 0);
  return {
    sampleType: { type: "inuse_space", unit: "bytes" },
    total: widthOf(root),
    names: [...names.keys()],
    files: [...files.keys()],
    name: Uint32Array.from(columns.name),
    file: Uint32Array.from(columns.file),
    line: Uint32Array.from(columns.line),
    parent: Int32Array.from(columns.parent),
    depth: Uint16Array.from(columns.depth),
    start: Float64Array.from(columns.start),
    width: Float64Array.from(columns.width),
    self: Float64Array.from(columns.self),
    before: compared ? Float64Array.from(columns.before) : null,
    after: compared ? Float64Array.from(columns.after) : null,
    inlined: new Uint8Array(columns.name.length),
    maxDepth: Math.max(...columns.depth),
    dropped: 0,
  };
}

/** The first frame of that name. */
export function frameNamed(view: FlameView, name: string): number {
  const wanted = view.names.indexOf(name);
  return view.name.indexOf(wanted);
}

/** A gateway that caches glyphs: the shape of the demo target's heap profile. */
export const gateway = flameView([
  {
    name: "net/http.(*conn).serve",
    children: [
      {
        name: "main.(*gateway).handle",
        self: 10,
        children: [
          {
            name: "main.(*rasteriser).render",
            children: [
              {
                name: "main.(*glyphCache).put",
                file: "/src/glyph.go",
                line: 42,
                self: 600,
              },
            ],
          },
          { name: "encoding/json.Marshal", self: 90 },
        ],
      },
    ],
  },
  { name: "runtime.main", children: [{ name: "main.main", self: 300 }] },
]);

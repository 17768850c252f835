// The tree of holders as a pprof profile: what holds is a stack, the variable outermost, so that `go tool pprof` and the
// flame graph show who holds how much. The same file is what a later graph is compared with.

import { TrivetError } from "../errors.ts";
import { int64At } from "../pprof/int64-column.ts";
import { ProfileBuilder } from "../pprof/profile-builder.ts";
import type { Profile } from "../pprof/profile.ts";
import type { RootKind } from "./heap-image.ts";
import { readSite, siteLabels } from "./holder-site-labels.ts";
import type { HolderSite } from "./allocation-place.ts";
import { groupLabels, type KeptGroups } from "./kept-groups.ts";
import { HolderTree, type HolderNode } from "./holder-tree.ts";

/** Says what the file is, to whoever reads it again. */
const comment = "trivet holders of a Go heap, by dominators";

const approximateComment = "approximate: the process ran while it was read";

export function isApproximateGraph({ comments }: Profile): boolean {
  return comments.includes(approximateComment);
}

export function holdersProfile(
  tree: HolderTree,
  header: {
    readonly timeMillis: number;
    readonly isApproximate: boolean;
    readonly groups?: KeptGroups | null;
  },
): Profile {
  const builder = new ProfileBuilder([
    { type: "inuse_objects", unit: "count" },
    { type: "inuse_space", unit: "bytes" },
  ]);
  const locations = new Map<string, number>();
  const locate = (node: HolderNode): number => {
    const name = frameName(node);
    const systemName = frameName({ ...node, label: node.key });
    const file = fileOf(node);
    const key = `${file}\0${name}\0${systemName}`;
    const known = locations.get(key);
    if (known !== undefined) return known;
    const index = builder.addLocation(BigInt(locations.size + 1), [
      { name, systemName, file, line: 0 },
    ]);
    locations.set(key, index);
    return index;
  };
  for (const node of tree.nodes) {
    const sites = tree.sites.get(node.id) ?? [];
    if (node.id === 0 || (node.objects === 0 && sites.length === 0)) continue;
    const stack = tree.pathTo(node.id).map(locate).reverse();
    if (node.objects > 0) builder.addSample(stack, [node.objects, node.bytes]);
    // Beside what is counted, and not counted once more.
    for (const site of sites)
      builder.addSample(stack, [0, 0], siteLabels(site));
  }
  if (header.groups != null)
    for (const labels of groupLabels(header.groups))
      builder.addSample([], [0, 0], labels);
  return builder.build({
    defaultSampleType: "inuse_space",
    periodType: { type: "space", unit: "bytes" },
    period: 1,
    timeNanos: BigInt(Math.round(header.timeMillis)) * 1_000_000n,
    comments: [comment, ...(header.isApproximate ? [approximateComment] : [])],
  });
}

/** `main.cache`, `.items ([]*main.Item)`. */
export function frameName({ kind, label, type }: HolderNode): string {
  if (kind !== null) return label;
  const known = type === "" ? "(unknown)" : `(${type})`;
  return label === "" ? known : `${label} ${known}`;
}

const rootKinds: readonly RootKind[] = [
  "global",
  "goroutine",
  "finalizer",
  "cleanup",
];

function fileOf({ kind }: HolderNode): string {
  return kind ?? "";
}

/** The tree that was written. Code: profile-incompatible for a profile of something else. */
export function readHoldersProfile(profile: Profile): HolderTree {
  if (!profile.comments.includes(comment))
    throw new TrivetError(
      "profile-incompatible",
      "the file does not hold what an earlier graph's --out wrote",
    );
  const nodes: {
    parent: number;
    kind: RootKind | null;
    label: string;
    key: string;
    type: string;
    objects: number;
    bytes: number;
  }[] = [
    {
      parent: 0,
      kind: null,
      label: "",
      key: "",
      type: "",
      objects: 0,
      bytes: 0,
    },
  ];
  const index = new Map<string, number>();
  const sites = new Map<number, HolderSite[]>();
  const { samples, strings, locations, lines, functions } = profile;
  for (let sample = 0; sample < samples.count; sample++) {
    let at = 0;
    const from = samples.stackStart[sample]!;
    for (
      let frame = samples.stackStart[sample + 1]! - 1;
      frame >= from;
      frame--
    ) {
      const location = samples.stack[frame]!;
      const key = `${at} ${location}`;
      let next = index.get(key);
      if (next === undefined) {
        const of = lines.function[locations.lineStart[location]!]!;
        const file = strings.get(functions.file[of]!);
        const name = strings.get(functions.name[of]!);
        const system = strings.get(functions.systemName[of]!);
        const kind = rootKinds.find((known) => known === file) ?? null;
        next = nodes.length;
        nodes.push({
          parent: at,
          ...parseFrame(name, kind),
          key: parseFrame(system, kind).label,
          objects: 0,
          bytes: 0,
        });
        index.set(key, next);
      }
      at = next;
    }
    const site = readSite(profile, sample);
    if (site !== null) sites.set(at, [...(sites.get(at) ?? []), site]);
    nodes[at]!.objects += Number(int64At(samples.values, 2 * sample));
    nodes[at]!.bytes += Number(int64At(samples.values, 2 * sample + 1));
  }
  const bytes = nodes.map((node) => node.bytes);
  const objects = nodes.map((node) => node.objects);
  for (let id = nodes.length - 1; id > 0; id--) {
    bytes[nodes[id]!.parent]! += bytes[id]!;
    objects[nodes[id]!.parent]! += objects[id]!;
  }
  return new HolderTree(
    nodes.map((node, id) => ({
      ...node,
      id,
      retainedBytes: bytes[id]!,
      retainedObjects: objects[id]!,
      example: 0,
    })),
    { sites },
  );
}

function parseFrame(
  name: string,
  kind: RootKind | null,
): Pick<HolderNode, "kind" | "label" | "type"> {
  if (kind !== null) return { kind, label: name, type: "" };
  const open = name.startsWith("(") ? 0 : name.indexOf(" (");
  if (open < 0 || !name.endsWith(")")) return { kind, label: name, type: "" };
  const start = open === 0 && name.startsWith("(") ? 1 : open + 2;
  const type = name.slice(start, -1);
  return {
    kind,
    label: name.slice(0, open),
    type: type === "unknown" ? "" : type,
  };
}

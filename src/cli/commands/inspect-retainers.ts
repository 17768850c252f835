// `trivet inspect retainers`: who holds the heap, what has grown since an earlier graph, and by which fields one object is
// held.

import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { TrivetError } from "../../core/errors.ts";
import { formatBytes } from "../../core/format/quantity.ts";
import {
  buildHolderTree,
  type HolderNode,
  type HolderTree,
} from "../../core/object-graph/holder-tree.ts";
import type { HolderSite } from "../../core/object-graph/allocation-place.ts";
import { joinSites } from "../../core/object-graph/holder-sites.ts";
import {
  frameName,
  holdersProfile,
  readHoldersProfile,
} from "../../core/object-graph/holders-profile.ts";
import {
  findGrowth,
  findSuspects,
  type GrownHolder,
  type Suspect,
} from "../../core/object-graph/leak-suspects.ts";
import {
  pathTo,
  shortestWays,
  type PathStep,
} from "../../core/object-graph/paths.ts";
import { readSampledAllocations } from "../../services/sampled-allocations.ts";
import { decodeProfile } from "../../core/pprof/decode.ts";
import { encodeProfile } from "../../core/pprof/encode.ts";
import {
  parseCommandLine,
  toJson,
  type CommandIo,
  type ParsedCommandLine,
} from "../command.ts";
import { readInputFile } from "../input-file.ts";
import { checkOutputFile, writeOutputFile } from "../output-file.ts";
import { printable } from "../printable.ts";
import {
  graphHead,
  graphOptions,
  takeGraph,
  withGraphInspection,
  type TakenGraph,
} from "./inspect-graph.ts";

const options = {
  ...graphOptions,
  base: { type: "string" },
  group: { type: "string" },
  out: { type: "string" },
  overwrite: { type: "boolean" },
} as const;

const shownRoots = 20;
const shownSites = 3;
const hexAddress = /^0x[0-9a-f]{1,12}$/i;

export async function runInspectRetainers(
  args: readonly string[],
  io: CommandIo,
): Promise<number> {
  const { values, positionals } = parseCommandLine(args, options);
  const [place, ...rest] = positionals;
  if (rest.length > 0)
    throw new TrivetError("usage", `too much: ${rest.join(" ")}`);
  if (place !== undefined && !hexAddress.test(place))
    throw new TrivetError("usage", `not an address: ${place} (0xc000012000)`);
  if (values.group !== undefined) return runGroups(values, positionals, io);
  const overwrite = values.overwrite === true;
  const out =
    values.out === undefined
      ? null
      : await checkOutputFile(values.out, { overwrite });
  const base =
    values.base === undefined ? null : await readBase(values.base, io);
  const isJson = values.json === true;
  const text = await withGraphInspection(values, io, async (inspection) => {
    const result = await takeGraph(inspection, values, io);
    if (place !== undefined)
      return describeObject(result, Number(place), isJson);
    const { typed, taken } = result;
    const bare = buildHolderTree(typed, () => io.signal.throwIfAborted());
    const sampled = await readSampledAllocations(
      inspection,
      taken.image,
      io.signal,
    );
    if (sampled.length === 0)
      io.stderr(
        "warning: the program samples no allocations (MemProfileRate is 0, or nothing in it uses profiles): where objects were allocated is not known\n",
      );
    const tree = bare.withSites(joinSites(typed, bare, sampled));
    if (out !== null) {
      const profile = holdersProfile(tree, {
        timeMillis: Date.now(),
        isApproximate: taken.isApproximate,
      });
      const bytes = await promisify(gzip)(encodeProfile(profile));
      await writeOutputFile(out, bytes, { overwrite });
    }
    const grown = base === null ? null : findGrowth(base, tree);
    return isJson
      ? asJson(result, tree, grown)
      : formatRetainers(tree, findSuspects(tree), grown);
  });
  io.stdout(text);
  return 0;
}

async function runGroups(
  values: ParsedCommandLine<typeof options>["values"],
  positionals: readonly string[],
  io: CommandIo,
): Promise<number> {
  if (positionals.length > 0)
    throw new TrivetError("usage", "--group needs no address");
  if (values.out !== undefined || values.overwrite !== undefined)
    throw new TrivetError("usage", "--group is written with --json, not --out");
  const { describeGroups, readGroupBase } = await import("./inspect-groups.ts");
  const { group = "", base, json } = values;
  const request = {
    group,
    base: base === undefined ? null : await readGroupBase(base, io),
    isJson: json === true,
  };
  io.stdout(
    await withGraphInspection(values, io, (inspection) =>
      describeGroups(inspection, request, values, io),
    ),
  );
  return 0;
}

async function readBase(path: string, io: CommandIo): Promise<HolderTree> {
  const bytes = await readInputFile(path, { signal: io.signal });
  let plain: Uint8Array = bytes;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b)
    try {
      plain = await promisify(gunzip)(bytes, { maxOutputLength: 1 << 30 });
    } catch (cause) {
      throw new TrivetError("profile-malformed", `${path} is damaged`, {
        cause,
      });
    }
  return readHoldersProfile(decodeProfile(plain));
}

function describeObject(
  result: TakenGraph,
  address: number,
  isJson: boolean,
): string {
  const { typed } = result;
  const node = typed.graph.nodeAt(address);
  const path =
    node === 0 ? null : pathTo(typed, shortestWays(typed.graph), node);
  if (isJson)
    return `${toJson({
      schema: "trivet.inspect.holders/1",
      ...graphHead(result),
      path: path?.map(({ node: _, ...step }) => step) ?? null,
    })}\n`;
  return path === null
    ? "nothing holds an object at this address\n"
    : `${path.map(formatStep).join("\n")}\n`;
}

function formatStep(step: PathStep): string {
  const place = step.address === 0 ? "" : ` at 0x${step.address.toString(16)}`;
  const size = step.bytes === 0 ? "" : `, ${step.bytes} bytes`;
  const type = step.type === "" ? "" : ` (${printable(step.type)})`;
  return `${printable(step.label)}${type}${place}${size}, holds ${formatBytes(step.retainedBytes)}`;
}

function asJson(
  result: TakenGraph,
  tree: HolderTree,
  grown: readonly GrownHolder[] | null,
): string {
  return `${toJson({
    schema: "trivet.inspect.retainers/1",
    ...graphHead(result),
    roots: tree.children(0).map((root) => ({
      kind: root.kind ?? "shared",
      name: root.kind === null ? frameName(root) : root.label,
      retainedBytes: root.retainedBytes,
      retainedObjects: root.retainedObjects,
      path: heaviestPath(tree, root).map(nodeJson),
    })),
    suspects: findSuspects(tree).map(({ path, ...suspect }) => ({
      ...suspect,
      path: path.map(nodeJson),
    })),
    grown:
      grown?.map(({ path, ...holder }) => ({
        ...holder,
        path: path.map(nodeJson),
      })) ?? null,
  })}\n`;
}

/** Down the part that holds most, to the end. */
function heaviestPath(
  tree: HolderTree,
  root: HolderNode,
): readonly HolderNode[] {
  const path = [root];
  for (let next = tree.children(root.id)[0]; next !== undefined;) {
    path.push(next);
    next = tree.children(next.id)[0];
  }
  return path;
}

const nodeJson = (node: HolderNode): object => ({
  label: node.label,
  type: node.type,
  objects: node.objects,
  bytes: node.bytes,
  retainedObjects: node.retainedObjects,
  retainedBytes: node.retainedBytes,
});

function formatRetainers(
  tree: HolderTree,
  suspects: readonly Suspect[],
  grown: readonly GrownHolder[] | null,
): string {
  const roots = tree.children(0);
  const rest = roots.length - shownRoots;
  return [
    "       holds    objects  held by",
    ...roots
      .slice(0, shownRoots)
      .map((root) =>
        [
          String(root.retainedBytes).padStart(12),
          String(root.retainedObjects).padStart(10),
          ` ${root.kind === null ? "several holders" : `${root.kind} ${printable(root.label)}`}${root.kind === null ? ` ${printable(frameName(root))}` : ""}`,
        ].join(" "),
      ),
    ...(rest > 0 ? [`… and ${rest} more; --json has all`] : []),
    "",
    ...suspects.flatMap(formatSuspect),
    ...(grown === null ? [] : formatGrown(grown)),
  ].join("\n");
}

function formatSuspect({
  name,
  share,
  path,
  ...suspect
}: Suspect): readonly string[] {
  const last = path.at(-1);
  return [
    `${(share * 100).toFixed(1)} % of the live heap: ${printable(name)}, ${formatBytes(suspect.retainedBytes)} in ${suspect.retainedObjects} objects${last === undefined || last.type === "" ? "" : `, piling up at ${printable(last.type)}`}`,
    ...formatSites(suspect.sites),
    "",
  ];
}

/** One row a line of the source: how many bytes it stands for, and by how many samples. */
function formatSites(sites: readonly HolderSite[]): readonly string[] {
  const rest = sites.length - shownSites;
  return [
    ...sites.slice(0, shownSites).map((site) => {
      const via = site.via === "" ? "" : ` by ${printable(site.via)}`;
      return `    allocated in ${printable(site.function)} at ${printable(site.file)}:${site.line}${via}: about ${formatBytes(site.bytes)}, ${site.samples} ${site.samples === 1 ? "sample" : "samples"}`;
    }),
    ...(rest > 0 ? [`    … and ${rest} more lines; --json has all`] : []),
  ];
}

function formatGrown(grown: readonly GrownHolder[]): readonly string[] {
  if (grown.length === 0) return ["nothing holds more than in --base", ""];
  return [
    ...(grown.some(({ isSuspect }) => isSuspect)
      ? []
      : ["nothing has grown by more than small change since --base", ""]),
    "      growth    objects  since --base",
    ...grown
      .slice(0, shownRoots)
      .flatMap((holder) => [
        [
          `+${holder.bytes - holder.beforeBytes}`.padStart(12),
          `${holder.objects - holder.beforeObjects}`.padStart(10),
          ` ${printable(holder.name)} (${(holder.share * 100).toFixed(1)} % of all growth)`,
        ].join(" "),
        ...formatSites(holder.sites),
      ]),
    "",
  ];
}

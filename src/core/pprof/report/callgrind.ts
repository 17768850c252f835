// `callgrind`: for KCachegrind and its relatives (printCallgrind in internal/report). Always by address, never trimmed;
// costs are whole numbers of the chosen unit.

import { neverStop, type Checkpoint } from "../profile.ts";
import { scaleToUnit } from "../units.ts";
import type { ExactInteger } from "../views.ts";
import { flatOf, sortedEdges, type GraphNode } from "./call-graph.ts";
import { chooseUnit } from "./header.ts";
import type { ReportSubject } from "./subject.ts";
import { buildTrimmedGraph } from "./trim-graph.ts";

export interface CallgrindOptions {
  readonly noInlines: boolean;
  readonly dropNegative: boolean;
  readonly cum: boolean;
}

/** The text of `go tool pprof -callgrind`. */
export function formatCallgrind(
  subject: ReportSubject,
  options: CallgrindOptions,
  checkpoint: Checkpoint = neverStop,
): string {
  const { nodes } = buildTrimmedGraph(
    subject,
    {
      ...options,
      granularity: "addresses",
      withObjects: true,
      nodeCount: 0,
      nodeFraction: 0,
      edgeFraction: 0,
    },
    checkpoint,
  );
  const unit = chooseUnit(subject, nodes, true);
  const cost = (value: ExactInteger): string =>
    String(
      Math.trunc(scaleToUnit(value, subject.sampleType.unit, unit).value) + 0,
    );
  const nameOf = distinctNames(nodes);
  const objects = new NameTable();
  const files = new NameTable();
  const functions = new NameTable();
  const lines = [
    "positions: instr line",
    `events: ${subject.sampleType.type}(${unit})`,
  ];
  let previous: GraphNode["info"] | null = null;
  for (const node of nodes) {
    const { info, callees } = node;
    if (
      previous === null ||
      info.objectFile !== previous.objectFile ||
      info.file !== previous.file ||
      info.name !== previous.name
    )
      lines.push(
        "",
        `ob=${objects.reference(info.objectFile)}`,
        `fl=${files.reference(info.file)}`,
        `fn=${functions.reference(info.name)}`,
      );
    const from = previous?.address ?? null;
    lines.push(
      `${position(from, info.address)} ${info.line} ${cost(flatOf(node))}`,
    );
    for (const { target, weight } of sortedEdges(callees.values()))
      lines.push(
        `cfl=${files.reference(target.info.file)}`,
        `cfn=${functions.reference(nameOf.get(target) ?? target.info.name)}`,
        `calls=0 ${position(from, target.info.address)} ${target.info.line}`,
        `* * ${cost(weight)}`,
      );
    previous = info;
  }
  return `${lines.join("\n")}\n`;
}

/** Callgrind would merge functions of one name and file: those that are not the same get a number. */
function distinctNames(
  nodes: readonly GraphNode[],
): ReadonlyMap<GraphNode, string> {
  const identities = new Map<string, Map<string, number>>();
  const identityOf = ({ info }: GraphNode): readonly [string, string] => [
    `${info.file}\n${info.name}`,
    `${info.objectFile}\n${info.startLine}`,
  ];
  for (const node of nodes) {
    const [shared, own] = identityOf(node);
    const known = identities.get(shared) ?? new Map<string, number>();
    identities.set(shared, known);
    if (!known.has(own)) known.set(own, known.size + 1);
  }
  return new Map(
    nodes.map((node) => {
      const [shared, own] = identityOf(node);
      const known = identities.get(shared)!;
      return [
        node,
        known.size > 1
          ? `${node.info.name} [${known.get(own)}/${known.size}]`
          : node.info.name,
      ];
    }),
  );
}

/** Names are written once and then referred to by number. */
class NameTable {
  readonly #ids = new Map<string, number>();

  reference(name: string): string {
    if (name === "") return "";
    const known = this.#ids.get(name);
    if (known !== undefined) return `(${known})`;
    this.#ids.set(name, this.#ids.size + 1);
    return `(${this.#ids.size}) ${name}`;
  }
}

/** An address, relative to the node before where that is shorter. */
function position(previous: bigint | null, address: bigint): string {
  const absolute = `0x${address.toString(16)}`;
  if (previous === null) return absolute;
  if (previous === address) return "*";
  const difference = BigInt.asIntN(64, address - previous);
  const relative = `${difference > 0n ? "+" : ""}${difference}`;
  return relative.length < absolute.length ? relative : absolute;
}

// `list`: the source of functions with what each line accounts for (printSource in internal/report). Where files are is
// the caller's to know: a profile names the paths of the machine that built the program.

import { TrivetError } from "../../errors.ts";
import { addExact } from "../exact-integer.ts";
import { compareGoStrings } from "../go-text.ts";
import { neverStop, type Checkpoint } from "../profile.ts";
import type { TextMatcher } from "../text-matcher.ts";
import { percentage } from "../units.ts";
import type { ExactInteger, SampleType } from "../views.ts";
import { buildCallGraph, type GraphNode } from "./call-graph.ts";
import { valueFormat } from "./header.ts";
import type { ReportSubject } from "./subject.ts";

/** Lines of a file, the first one at index 0; a text = why it cannot be read. */
export type ReadSource = (file: string) => readonly string[] | string;

export interface ListedLine {
  readonly line: number;
  readonly flat: ExactInteger;
  readonly cum: ExactInteger;
  readonly text: string;
}

export interface ListedFunction {
  readonly name: string;
  /** "" = the profile does not say. */
  readonly file: string;
  readonly flat: ExactInteger;
  readonly cum: ExactInteger;
  readonly lines: readonly ListedLine[];
  /** Why there are no lines; "" = there are. */
  readonly missing: string;
}

export interface ListReport {
  readonly sampleType: SampleType;
  readonly total: ExactInteger;
  readonly functions: readonly ListedFunction[];
}

const margin = 5;

/** Code: not-found when no function matches, or when the source of none of them is at hand. */
export function buildSourceList(
  subject: ReportSubject,
  options: { readonly noInlines: boolean; readonly dropNegative: boolean },
  matches: TextMatcher,
  read: ReadSource,
  checkpoint: Checkpoint = neverStop,
): ListReport {
  const nodes = buildCallGraph(
    subject,
    { ...options, granularity: "lines", withObjects: true },
    null,
    checkpoint,
  );
  const groups = new Map<string, GraphNode[]>();
  for (const node of nodes) {
    if (!matches(node.info.name)) continue;
    const key = `${node.info.name}\n${node.info.file}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [node]);
    else group.push(node);
  }
  if (groups.size === 0)
    throw new TrivetError("not-found", "no function matches the expression");
  const functions = [...groups.values()]
    .map((group) => listFunction(group, read))
    .sort(
      (a, b) =>
        compareGoStrings(a.name, b.name) || compareGoStrings(a.file, b.file),
    );
  if (functions.every(({ missing }) => missing !== ""))
    throw new TrivetError(
      "not-found",
      `the source is not at hand: ${functions[0]!.missing}`,
    );
  return { sampleType: subject.sampleType, total: subject.total, functions };
}

function listFunction(
  nodes: readonly GraphNode[],
  read: ReadSource,
): ListedFunction {
  const { name, file } = nodes[0]!.info;
  const sum = (own: readonly GraphNode[], kind: "flat" | "cum"): ExactInteger =>
    own.reduce<ExactInteger>((all, node) => addExact(all, node[kind]), 0);
  const summary = {
    name,
    file,
    flat: sum(nodes, "flat"),
    cum: sum(nodes, "cum"),
  };
  if (file === "")
    return { ...summary, lines: [], missing: `no file is known of ${name}` };
  const source = read(file);
  if (typeof source === "string")
    return { ...summary, lines: [], missing: source };
  const { start, end } = lineRange(nodes);
  const byLine = new Map<number, GraphNode[]>();
  for (const node of nodes)
    byLine.set(node.info.line, [...(byLine.get(node.info.line) ?? []), node]);
  const lines: ListedLine[] = [];
  for (let line = start; line <= Math.min(end, source.length); line++) {
    const own = byLine.get(line) ?? [];
    lines.push({
      line,
      flat: sum(own, "flat"),
      cum: sum(own, "cum"),
      text: source[line - 1]!,
    });
  }
  return { ...summary, lines, missing: "" };
}

/** From where the function starts, as far as the profile knows, to some lines behind its last sample. */
function lineRange(nodes: readonly GraphNode[]): {
  readonly start: number;
  readonly end: number;
} {
  const startOf = ({ info }: GraphNode): number =>
    info.startLine === 0 ? info.line - margin : info.startLine;
  return {
    start: Math.max(1, Math.min(...nodes.map(startOf))),
    end: Math.max(...nodes.map(({ info }) => info.line)) + margin,
  };
}

/** The text of `go tool pprof -list`. */
export function formatSourceList(
  subject: ReportSubject,
  report: ListReport,
): string {
  const format = valueFormat(subject, subject.unit);
  const orDot = (value: ExactInteger): string =>
    (value === 0 ? "." : format(value)).padStart(10);
  const lines = [`Total: ${format(report.total)}`];
  for (const own of report.functions) {
    if (own.file === "") {
      lines.push(`No source information for ${own.name}`);
      continue;
    }
    lines.push(
      `ROUTINE ======================== ${own.name} in ${own.file}`,
      `${format(own.flat).padStart(10)} ${format(own.cum).padStart(10)} (flat, cum) ${percentage(own.cum, report.total)} of Total`,
      ...(own.missing === "" ? [] : [` Error: ${own.missing}`]),
      ...own.lines.map(
        ({ line, flat, cum, text }) =>
          `${orDot(flat)} ${orDot(cum)} ${String(line).padStart(6)}:${text}`,
      ),
    );
  }
  return `${lines.join("\n")}\n`;
}

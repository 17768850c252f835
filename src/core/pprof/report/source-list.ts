// `list`: the source of functions with what each line accounts for (printSource in internal/report). Where files are is
// the caller's to know: a profile names the paths of the machine that built the program.

import { TrivetError } from "../../errors.ts";
import { neverStop, type Checkpoint } from "../profile.ts";
import {
  buildFunctionLines,
  lineMargin,
  type FunctionLines,
  type LineValue,
} from "../source-lines.ts";
import type { TextMatcher } from "../text-matcher.ts";
import { percentage } from "../units.ts";
import type { ExactInteger, SampleType } from "../views.ts";
import { valueFormat } from "./header.ts";
import type { ReportSubject } from "./subject.ts";

/** Lines of a file, the first one at index 0; a text = why it cannot be read. */
export type ReadSource = (file: string) => Promise<readonly string[] | string>;

export interface ListedLine extends LineValue {
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

/** Code: not-found when no function matches. A function whose source is not at hand has its sums, and why. */
export async function buildSourceList(
  subject: ReportSubject,
  options: { readonly noInlines: boolean; readonly dropNegative: boolean },
  matches: TextMatcher,
  read: ReadSource,
  checkpoint: Checkpoint = neverStop,
): Promise<ListReport> {
  const found = buildFunctionLines(
    subject,
    options,
    ({ name }) => matches(name),
    checkpoint,
  );
  if (found.length === 0)
    throw new TrivetError("not-found", "no function matches the expression", {
      advice: "no-function",
    });
  const sources = new Map<string, readonly string[] | string>();
  for (const { file } of found)
    if (file !== "" && !sources.has(file)) sources.set(file, await read(file));
  const functions = found.map((own) =>
    listFunction(own, sources.get(own.file) ?? ""),
  );
  return { sampleType: subject.sampleType, total: subject.total, functions };
}

function listFunction(
  own: FunctionLines,
  source: readonly string[] | string,
): ListedFunction {
  const { name, file, flat, cum } = own;
  const summary = { name, file, flat, cum };
  if (file === "")
    return { ...summary, lines: [], missing: `no file is known of ${name}` };
  if (typeof source === "string")
    return { ...summary, lines: [], missing: source };
  const byLine = new Map(own.lines.map((value) => [value.line, value]));
  const end = Math.min(own.lastLine + lineMargin, source.length);
  const lines: ListedLine[] = [];
  for (let line = own.firstLine; line <= end; line++)
    lines.push({
      line,
      flat: byLine.get(line)?.flat ?? 0,
      cum: byLine.get(line)?.cum ?? 0,
      text: source[line - 1]!,
    });
  return { ...summary, lines, missing: "" };
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

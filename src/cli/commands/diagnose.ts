// `trivet diagnose`: findings and verdict over an archive or a live folder.

import { TrivetError } from "../../core/errors.ts";
import type {
  Finding,
  Interval,
  Verdict,
  VerdictReport,
} from "../../core/findings/finding.ts";
import { formatPercent, formatQuantity } from "../../core/format/quantity.ts";
import { Investigation } from "../../core/investigation/investigation.ts";
import { wordMessage } from "../../core/messages/catalogue.ts";
import type { Message } from "../../core/messages/message.ts";
import { diagnose } from "../../services/diagnose.ts";
import {
  parseCommandLine,
  toJson,
  type Command,
  type CommandIo,
} from "../command.ts";
import { requireFileOrFolder } from "../input-file.ts";

const usage = `
usage: trivet diagnose FILE.trivet [--json]

FILE may also be the live folder of a recording (….trivet-live), while it grows.

Weighs three witnesses: counters (the live heap after collections), profiles (which line holds more and more) and memory
(what the heap really holds). confirmed = all three agree, probable = two, suspected = one, contradictory = they cannot
all be right, none = no leak seen. Every rate is a 95 % interval. Exits 0 whatever the verdict is.

example:
  trivet record --url :6060 --for 60s --out case.trivet && trivet diagnose case.trivet --json
`;

const english = (message: Message): string => wordMessage("en", message);

/** `{"schema":"trivet.diagnose/1"}`: sentences are English, ids and numbers are for machines. */
function describe({ verdict, findings }: VerdictReport): unknown {
  const { nextMeasurement, summary, alternatives, ...rest } = verdict;
  return {
    schema: "trivet.diagnose/1",
    verdict: {
      ...rest,
      summary: english(summary),
      alternatives: alternatives.map(english),
      nextMeasurement: nextMeasurement && {
        kind: nextMeasurement.kind,
        text: english(nextMeasurement.message),
      },
    },
    findings: findings.map((finding) => ({
      rule: finding.rule,
      witness: finding.witness,
      about: finding.about,
      holds: finding.holds,
      statement: finding.statement,
      confirms: english(finding.confirms),
      growthBytesPerSecond: finding.growthBytesPerSecond,
      evidence: finding.evidence,
      falseAlarms: finding.falseAlarms.map(english),
      blindSpots: finding.blindSpots.map(english),
    })),
  };
}

const perMinute = ({ low, high }: Interval): string =>
  `${formatQuantity(low, "bytes-per-minute")} to ${formatQuantity(high, "bytes-per-minute")}`;

function heading(verdict: Verdict): string {
  return verdict.confidence === "none" && verdict.kind === "unknown"
    ? "unknown"
    : verdict.confidence;
}

const mark = (holds: boolean | null): string =>
  holds === null ? "?" : holds ? "yes" : "no";

const width = 96;

/** Breaks a text at spaces; every line after the first is indented. */
function wrap(text: string, indent: number): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length + 1 > width - indent) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.join(`\n${" ".repeat(indent)}`);
}

function findingLines(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap((finding) => [
    `  ${finding.witness.padEnd(9)} ${mark(finding.holds).padEnd(4)} ${finding.rule}`,
    `                 ${wrap(finding.statement, 17)}`,
    ...(finding.holds === null || finding.evidence.length === 0
      ? []
      : [`                 evidence: ${shortenEvidence(finding.evidence)}`]),
  ]);
}

function shortenEvidence(evidence: readonly string[]): string {
  const shown = evidence
    .slice(0, 2)
    .map((member) => member.replace(/([0-9a-f]{12})[0-9a-f]{52}/, "$1…"));
  const more = evidence.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function formatReport({ verdict, findings }: VerdictReport): string {
  const lines = [
    `verdict: ${heading(verdict)}`,
    `  ${wrap(english(verdict.summary), 2)}`,
  ];
  if (verdict.growthBytesPerSecond !== null && verdict.kind !== "none")
    lines.push(`  growth: ${perMinute(verdict.growthBytesPerSecond)} (95 %)`);
  lines.push("", "witnesses", ...findingLines(findings));
  if (verdict.sites.length > 0) {
    lines.push("", "where");
    for (const site of verdict.sites)
      lines.push(
        `  ${formatPercent(site.share).padStart(6)}  ${site.function}`,
        `          ${site.file}:${site.line}   ${perMinute(site.growth)}`,
      );
  }
  if (verdict.alternatives.length > 0)
    lines.push(
      "",
      "what else it could be",
      ...verdict.alternatives.map(
        (alternative) => `  - ${wrap(english(alternative), 4)}`,
      ),
    );
  if (verdict.nextMeasurement !== null)
    lines.push(
      "",
      "next",
      `  ${wrap(english(verdict.nextMeasurement.message), 2)}`,
    );
  return `${lines.join("\n")}\n`;
}

async function diagnosePath(
  path: string,
  io: CommandIo,
): Promise<VerdictReport> {
  const { openInvestigation } =
    await import("../../node/project-store/folder-investigation-stores.ts");
  const { InProcessProfileEngine } =
    await import("../../node/profile-engine/in-process-engine.ts");
  await requireFileOrFolder(path);
  const opened = await openInvestigation(path);
  const engine = new InProcessProfileEngine();
  try {
    for (const { code, message } of opened.warnings)
      io.stderr(`warning[${code}]: ${message}\n`);
    return await diagnose({
      model: Investigation.from(opened.entries),
      engine,
      readEvidence: (member) => opened.readEvidence(member),
      signal: io.signal,
      onUnreadable: (snapshot, error) =>
        io.stderr(
          `warning[${error.code}]: snapshot ${snapshot.id} is left out: ${error.message}\n`,
        ),
    });
  } finally {
    await engine.close();
    await opened.close();
  }
}

export const diagnoseCommand: Command = {
  name: "diagnose",
  summary:
    "weigh the evidence of an investigation: is it leaking, where, how sure",
  usage,
  async run(args, io) {
    const { values, positionals } = parseCommandLine(args, {});
    const [path, ...rest] = positionals;
    if (path === undefined || rest.length > 0)
      throw new TrivetError("usage", "give one FILE.trivet or live folder");
    const report = await diagnosePath(path, io);
    io.stdout(
      values.json === true
        ? `${toJson(describe(report))}\n`
        : formatReport(report),
    );
    return 0;
  },
};

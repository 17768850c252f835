// What `trivet diagnose` prints: as JSON for machines, as text for people.

import type {
  Finding,
  Interval,
  Verdict,
  VerdictReport,
} from "../../core/findings/finding.ts";
import { formatPercent, formatQuantity } from "../../core/format/quantity.ts";
import { wordMessage } from "../../core/messages/catalogue.ts";
import { printableLine } from "../printable.ts";
import type { Message } from "../../core/messages/message.ts";

const english = (message: Message): string => wordMessage("en", message);

/** `{"schema":"trivet.diagnose/1"}`: sentences are English, ids and numbers are for machines. */
export function describeReport({ verdict, findings }: VerdictReport): unknown {
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
    `                 ${wrap(printableLine(finding.statement), 17)}`,
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

/** Verdict, witnesses, places, what else it could be, and what to measure next. */
export function formatReport({ verdict, findings }: VerdictReport): string {
  const lines = [
    `verdict: ${heading(verdict)}`,
    `  ${wrap(printableLine(english(verdict.summary)), 2)}`,
  ];
  if (verdict.growthBytesPerSecond !== null && verdict.kind !== "none")
    lines.push(`  growth: ${perMinute(verdict.growthBytesPerSecond)} (95 %)`);
  lines.push("", "witnesses", ...findingLines(findings));
  if (verdict.sites.length > 0) {
    lines.push("", "where");
    for (const site of verdict.sites)
      lines.push(
        `  ${formatPercent(site.share).padStart(6)}  ${printableLine(site.function)}`,
        `          ${printableLine(site.file)}:${site.line}   ${perMinute(site.growth)}`,
      );
  }
  if (verdict.heldBy !== undefined)
    lines.push(
      "",
      "held by",
      `  ${formatPercent(verdict.heldBy.share).padStart(6)}  ${printableLine(verdict.heldBy.name)}   of ${verdict.heldBy.of === "growth" ? "what grew" : "the live heap"}`,
    );
  if (verdict.alternatives.length > 0)
    lines.push(
      "",
      "what else it could be",
      ...verdict.alternatives.map(
        (alternative) => `  - ${wrap(printableLine(english(alternative)), 4)}`,
      ),
    );
  if (verdict.nextMeasurement !== null)
    lines.push(
      "",
      "next",
      `  ${wrap(printableLine(english(verdict.nextMeasurement.message)), 2)}`,
    );
  return `${lines.join("\n")}\n`;
}

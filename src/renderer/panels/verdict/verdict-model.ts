// What the verdict bar and its details show of a report: three witnesses weighed into a check each, and a shape for the
// confidence, so that nothing is told by colour alone.

import {
  witnesses,
  type Confidence,
  type Finding,
  type Interval,
  type VerdictKind,
  type VerdictReport,
  type Witness,
} from "../../../core/findings/finding.ts";
import { formatQuantity } from "../../../core/format/quantity.ts";
import { message, type Message } from "../../../core/messages/message.ts";

/**
 * `for` when a rule of the witness holds: each rule looks for another kind of growth, so one that sees none does not
 * speak against one that does. `against` when none holds and one denies what is asked, which is always the heap and,
 * under a verdict of a goroutine leak, the goroutines too: goroutines that do not pile up deny no heap leak. `silent`
 * when none could say.
 */
export type WitnessWord = "for" | "against" | "silent" | "absent";

export interface WitnessView {
  readonly witness: Witness;
  readonly word: WitnessWord;
  readonly findings: readonly Finding[];
}

export function witnessViews(
  findings: readonly Finding[],
  kind: VerdictKind,
): readonly WitnessView[] {
  return witnesses.map((witness) => {
    const own = findings.filter((finding) => finding.witness === witness);
    const holds = own.some((finding) => finding.holds === true);
    const denies = own.some(
      ({ holds, about }) =>
        holds === false && (about === "heap-leak" || about === kind),
    );
    return {
      witness,
      findings: own,
      word:
        own.length === 0
          ? "absent"
          : holds
            ? "for"
            : denies
              ? "against"
              : "silent",
    };
  });
}

/** One character a word: also read without colour. */
export const witnessSigns: Readonly<Record<WitnessWord, string>> = {
  for: "✓",
  against: "✗",
  silent: "?",
  absent: "–",
};

export type VerdictTone = "danger" | "warning" | "ok" | "plain";

export const verdictTones: Readonly<Record<Confidence, VerdictTone>> = {
  confirmed: "danger",
  probable: "danger",
  suspected: "warning",
  contradictory: "warning",
  none: "ok",
};

/** `+4.1 MiB/min (3.6–4.7)`: the middle and the interval it comes from; units once where they are the same. */
export type GrowthOwner = "heap" | "line" | "goroutines";

/** Whose the headline's rate is; null when that is none of the findings that name theirs. */
export function growthOwner({
  verdict,
  findings,
}: VerdictReport): GrowthOwner | null {
  const growth = verdict.growthBytesPerSecond;
  const isOf = (other: Interval | null | undefined): boolean =>
    growth !== null && other?.low === growth.low && other.high === growth.high;
  const said = (rule: string): Interval | null | undefined =>
    findings.find((finding) => finding.rule === rule)?.growthBytesPerSecond;
  if (isOf(said("live-heap-trend"))) return "heap";
  if (isOf(said("goroutine-growth"))) return "goroutines";
  return isOf(verdict.sites[0]?.growth) ? "line" : null;
}

export function growthText(interval: Interval): string {
  const format = (value: number): string =>
    formatQuantity(value, "bytes-per-minute");
  const middle = (interval.low + interval.high) / 2;
  const [text, low, high] = [middle, interval.low, interval.high].map(format);
  // Counted, not estimated.
  if (interval.low === interval.high) return `${middle > 0 ? "+" : ""}${text}`;
  const units = new Set([text, low, high].map(unitOf));
  const range =
    units.size === 1
      ? `${numberOf(low)} – ${numberOf(high)}`
      : `${low} – ${high}`;
  return `${middle > 0 ? "+" : ""}${text} (${range})`;
}

const unitOf = (text = ""): string => text.slice(text.lastIndexOf(" ") + 1);
const numberOf = (text = ""): string => text.slice(0, text.lastIndexOf(" "));

/** The summary without what the word beside it says already; null when nothing is left. */
export function summaryBesideWord(summary: Message): Message | null {
  if (summary.id === "verdict.none") return null;
  return summary.id === "verdict.none-up-to"
    ? message("verdict.visible-from", summary.params)
    : summary;
}

/** Each message once, in the order of the findings. */
export function distinctMessages(
  findings: readonly Finding[],
  pick: (finding: Finding) => Finding["blindSpots"],
): Finding["blindSpots"] {
  const seen = new Map<string, Finding["blindSpots"][number]>();
  for (const message of findings.flatMap(pick))
    seen.set(JSON.stringify(message), message);
  return [...seen.values()];
}

export function hasVerdict(
  report: VerdictReport | null,
): report is VerdictReport {
  return report !== null;
}

/** A member path, or a series of the journal: where an evidence link leads. */
export type EvidenceTarget =
  | { readonly kind: "member"; readonly member: string }
  | { readonly kind: "series"; readonly series: string };

export function evidenceTarget(reference: string): EvidenceTarget {
  const series = /#series=(.+)$/.exec(reference)?.[1];
  return series === undefined
    ? { kind: "member", member: reference }
    : { kind: "series", series };
}

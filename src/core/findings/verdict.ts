// Weighs the findings. Three witnesses, none believed alone: three that agree confirm, two make it probable, one makes a
// suspicion, and where they contradict each other the contradiction is the verdict.

import { message, type Message } from "../messages/message.ts";
import { alternativesFor } from "./alternatives.ts";
import type {
  Confidence,
  Finding,
  Interval,
  Verdict,
  VerdictKind,
  VerdictSite,
} from "./finding.ts";
import { nameSite } from "./make-finding.ts";
import { measureHolders } from "./measure-holders.ts";
import { measureGoroutines } from "./measure-goroutines.ts";
import type { MeasuredSites } from "./measure-sites.ts";
import { nextMeasurement } from "./next-measurement.ts";
import type { RuleContext } from "./rule.ts";
import { votesOf, type Votes } from "./votes.ts";

export const noTargetVerdict: Verdict = {
  kind: "unknown",
  confidence: "none",
  growthBytesPerSecond: null,
  sites: [],
  alternatives: [],
  nextMeasurement: { kind: "connect", message: message("next.connect") },
  summary: message("verdict.no-target"),
};

/** A site's growth does not contradict a steady heap when the heap's interval has room for it. */
function fitsCounters({ liveHeap, siteGrowth }: RuleContext): boolean {
  if (liveHeap.kind === "too-little" || siteGrowth.kind !== "measured")
    return true;
  const [top] = siteGrowth.growing;
  return top === undefined || top.growth.low <= liveHeap.growth.high;
}

/** Every pair of witnesses who cannot both be right. */
function contradictions(
  votes: Votes,
  context: RuleContext,
): readonly Message[] {
  const found: Message[] = [];
  const { counters, sites, memory, rates, outsideGo, goroutines } = votes;
  if (counters === true && sites === false)
    found.push(message("contradiction.profiles-see-nothing"));
  if (counters === false && sites === true && !fitsCounters(context))
    found.push(message("contradiction.site-without-heap"));
  if (sites === true && memory === false)
    found.push(message("contradiction.memory-denies"));
  if (counters === true && sites === true && rates === false)
    found.push(message("contradiction.rates-differ"));
  if (counters === true && sites !== true && memory === false)
    found.push(message("contradiction.memory-denies"));
  if (
    counters === false &&
    sites !== true &&
    goroutines !== true &&
    outsideGo === true
  )
    found.push(message("contradiction.outside-go"));
  return found;
}

export function weigh(
  context: RuleContext,
  findings: readonly Finding[],
): Verdict {
  const votes = votesOf(findings);
  const against = contradictions(votes, context);
  const kind = kindOf(votes);
  const confidence = confidenceOf(kind, votes, against);
  const growth = growthOf(kind, context, findings);
  const sites = sitesOf(kind, context);
  return {
    kind,
    confidence,
    growthBytesPerSecond: growth,
    sites,
    alternatives: [...against, ...alternativesFor(kind, votes, context)],
    nextMeasurement: nextMeasurement(kind, confidence, votes, context),
    summary: summarize(kind, confidence, growth, sites),
    ...holderOf(kind, context, findings),
  };
}

function kindOf(votes: Votes): VerdictKind {
  if (votes.goroutines === true) return "goroutine-leak";
  if (votes.counters === true || votes.sites === true) return "heap-leak";
  // A class that grew between two censuses is a leak's trace, unless the counters have seen the heap stand still.
  if (votes.memory === true && votes.counters === null) return "heap-leak";
  if (votes.counters === false && votes.outsideGo !== true) return "none";
  return "unknown";
}

function confidenceOf(
  kind: VerdictKind,
  votes: Votes,
  against: readonly Message[],
): Confidence {
  if (against.length > 0) return "contradictory";
  if (kind === "none" || kind === "unknown") return "none";
  const profiles = kind === "goroutine-leak" ? votes.goroutines : votes.sites;
  const agreeing = [votes.counters, profiles, votes.memory].filter(
    (vote) => vote === true,
  ).length;
  // All three, and counters and profiles of one rate where that can be compared.
  const sameRate = kind === "goroutine-leak" || votes.rates === true;
  if (agreeing === 3 && sameRate) return "confirmed";
  return agreeing >= 2 ? "probable" : "suspected";
}

function growthOf(
  kind: VerdictKind,
  { liveHeap, siteGrowth }: RuleContext,
  findings: readonly Finding[],
): Interval | null {
  if (kind === "unknown") return null;
  if (liveHeap.kind === "growing" || kind === "none")
    return liveHeap.kind === "too-little" ? null : liveHeap.growth;
  if (kind === "goroutine-leak")
    return (
      findings.find(({ rule }) => rule === "goroutine-growth")
        ?.growthBytesPerSecond ?? null
    );
  if (siteGrowth.kind === "measured")
    return siteGrowth.growing[0]?.growth ?? siteGrowth.total;
  return (
    findings.find(({ rule }) => rule === "span-census")?.growthBytesPerSecond ??
    null
  );
}

/** Only where the graphs speak for the growth: a large holder is not yet one that leaks. */
function holderOf(
  kind: VerdictKind,
  context: RuleContext,
  findings: readonly Finding[],
): Pick<Verdict, "heldBy"> {
  const said = findings.find(({ rule }) => rule === "holder-growth");
  const measured = measureHolders(context);
  if (kind === "none" || kind === "unknown" || said?.holds !== true) return {};
  if (measured.kind !== "one" && measured.kind !== "compared") return {};
  const { top } = measured;
  if (top === null) return {};
  const of = measured.kind === "one" ? "heap" : "growth";
  return { heldBy: { name: top.name, share: top.share, of } };
}

const maxSites = 5;

function sitesOf(
  kind: VerdictKind,
  context: RuleContext,
): readonly VerdictSite[] {
  const { siteGrowth, target } = context;
  const allocating =
    siteGrowth.kind === "measured" ? allocatingSites(siteGrowth) : [];
  if (kind === "heap-leak") return allocating;
  if (kind !== "goroutine-leak") return [];
  const measured = measureGoroutines(target);
  if (measured?.group == null || measured.stackGrowth === null)
    return allocating;
  const { function: name, file, line, before, after } = measured.group;
  const all = Math.max(1, measured.after - measured.before);
  const waiting: VerdictSite = {
    function: name,
    file,
    line,
    share: Math.min(1, (after - before) / all),
    growth: measured.stackGrowth,
  };
  return [waiting, ...allocating].slice(0, maxSites);
}

function allocatingSites({
  growing,
  grownBytesPerSecond,
}: MeasuredSites): readonly VerdictSite[] {
  return growing.slice(0, maxSites).map(({ site, growth, bytesPerSecond }) => ({
    function: site.function,
    file: site.file,
    line: site.line,
    share: Math.min(1, bytesPerSecond / grownBytesPerSecond),
    growth,
  }));
}

function summarize(
  kind: VerdictKind,
  confidence: Confidence,
  growth: Interval | null,
  [top]: readonly VerdictSite[],
): Message {
  if (confidence === "contradictory") return message("verdict.contradictory");
  if (kind === "unknown") return message("verdict.unknown");
  if (kind === "none")
    return growth === null || growth.high <= 0
      ? message("verdict.none")
      : message("verdict.none-up-to", { high: growth.high });
  const params = {
    ...(growth === null ? {} : { low: growth.low, high: growth.high }),
    ...(top === undefined ? {} : { site: nameSite(top) }),
  };
  const where = top === undefined ? "nowhere" : "site";
  return kind === "goroutine-leak"
    ? message(`verdict.goroutine-leak.${where}`, params)
    : message(`verdict.heap-leak.${where}`, params);
}

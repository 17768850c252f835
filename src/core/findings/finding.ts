// What a rule says. A finding never speaks alone: the verdict weighs three witnesses.

import type { Message } from "../messages/message.ts";

export const witnesses = ["counters", "profiles", "memory"] as const;
export type Witness = (typeof witnesses)[number];

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** What a rule looks for. That goroutines do not pile up says nothing about the heap. */
export const findingSubjects = [
  "heap-leak",
  "goroutine-leak",
  "outside-go",
] as const;
export type FindingSubject = (typeof findingSubjects)[number];

export interface Finding {
  /** The rule's file name: `live-heap-trend`. */
  readonly rule: string;
  readonly witness: Witness;
  readonly about: FindingSubject;
  /** True: speaks for growth. False: speaks against it. Null: cannot say, and `statement` says why. */
  readonly holds: boolean | null;
  /** English, for `--json`, logs and reports in English; the window words `message` in its own language. */
  readonly statement: string;
  readonly message: Message;
  /** What it would confirm if it holds. */
  readonly confirms: Message;
  /** 95 % interval in bytes per second where the rule measures a rate. */
  readonly growthBytesPerSecond: Interval | null;
  /** Member paths (`evidence/….pb.gz`) or journal places (`journal.jsonl#series=heapAlloc`). */
  readonly evidence: readonly string[];
  readonly falseAlarms: readonly Message[];
  readonly blindSpots: readonly Message[];
}

export interface VerdictSite {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** Of all growth that profiles saw, 0 to 1. */
  readonly share: number;
  /** Bytes per second, 95 %. */
  readonly growth: Interval;
}

export type VerdictKind = "none" | "heap-leak" | "goroutine-leak" | "unknown";
export type Confidence =
  "confirmed" | "probable" | "suspected" | "none" | "contradictory";

export interface Verdict {
  readonly kind: VerdictKind;
  readonly confidence: Confidence;
  readonly growthBytesPerSecond: Interval | null;
  readonly sites: readonly VerdictSite[];
  /** What else would explain the same observations. */
  readonly alternatives: readonly Message[];
  /** The cheapest measurement that could change the verdict; null when nothing would. */
  readonly nextMeasurement: {
    readonly kind: NextMeasurement;
    readonly message: Message;
  } | null;
  readonly summary: Message;
  /** Who holds what grows, where a graph of the heap tells; absent elsewhere. */
  readonly heldBy?: VerdictHolder;
}

export interface VerdictHolder {
  /** As a programmer would write it: `main.cache.items[]`. */
  readonly name: string;
  /** 0 to 1, of the growth between two graphs, or of the live heap with one. */
  readonly share: number;
  readonly of: "growth" | "heap";
}

export type NextMeasurement =
  | "wait"
  | "heap-snapshot"
  | "heap-snapshot-gc"
  | "goroutine-snapshot"
  | "gdb-spans"
  | "connect";

export interface VerdictReport {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
}

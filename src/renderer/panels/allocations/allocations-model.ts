// What the panel chooses and words, without React.

import type { InvestigationState } from "../../../contract/investigation-contract.ts";
import type { TracePrice } from "../../../core/allocation-trace/trace-price.ts";
import type { TraceState } from "../../../core/allocation-trace/trace-state.ts";
import type {
  TraceCost,
  TracedAllocation,
} from "../../../core/allocation-trace/traced-allocation.ts";
import { errorCodes, type ErrorCode } from "../../../core/errors.ts";
import type { Translate } from "../../state/use-message.ts";

/** A trace or a crash that is on the record, or the one that is under way. */
export type Shown =
  | { readonly kind: "live" }
  | { readonly kind: "trace" | "crash"; readonly eventId: string };

export interface RecordedTrace {
  readonly kind: "trace" | "crash";
  readonly eventId: string;
  readonly atMillis: number;
  /** Of a trace: its samples. */
  readonly hits: number;
  /** Of a crash: one line on what happened. */
  readonly text: string;
}

export interface BudgetDraft {
  readonly hits: string;
  readonly seconds: string;
}

export const usualBudget: BudgetDraft = { hits: "500", seconds: "10" };

/** Null when the texts are no budget. */
export function parseBudget(
  draft: BudgetDraft,
): { readonly hits: number; readonly seconds: number } | null {
  const hits = Number(draft.hits);
  const seconds = Number(draft.seconds);
  return Number.isInteger(hits) &&
    hits >= 1 &&
    hits <= 1_000_000 &&
    seconds > 0 &&
    seconds <= 86_400
    ? { hits, seconds }
    : null;
}

/** Newest first. */
export function recordedTraces(
  events: InvestigationState["events"],
): readonly RecordedTrace[] {
  return events
    .flatMap((event): readonly RecordedTrace[] => {
      if (event.kind !== "allocation-trace" && event.kind !== "crash")
        return [];
      const { hits } = event.data;
      return [
        {
          kind: event.kind === "crash" ? "crash" : "trace",
          eventId: event.id,
          atMillis: event.atMillis,
          hits: typeof hits === "number" ? hits : 0,
          text: event.text,
        },
      ];
    })
    .reverse();
}

/** What is under way comes first, then what was chosen, then the newest; null when there is nothing. */
export function chooseShown(
  recorded: readonly RecordedTrace[],
  trace: TraceState,
  chosen: string | null,
): Shown | null {
  if (trace.status !== "idle" && chosen === null) return { kind: "live" };
  const found =
    recorded.find(({ eventId }) => eventId === chosen) ?? recorded[0];
  return found === undefined
    ? trace.status === "idle"
      ? null
      : { kind: "live" }
    : { kind: found.kind, eventId: found.eventId };
}

const oneDigit = (value: number): string => value.toFixed(1);

/** The price as sentences, to be read before the button is pressed. */
export function wordPrice(
  price: TracePrice,
  attachMs: number | null,
  t: Translate,
): string {
  const ms = oneDigit(price.msPerHit);
  const { bytesPerSecond, hitsPerSecond, stoppedShare } = price;
  if (bytesPerSecond === null || hitsPerSecond === null)
    return t("trace.price.still", { ms });
  return [
    t("trace.price", {
      rate: bytesPerSecond,
      hits: hitsPerSecond,
      ms,
      share: stoppedShare ?? 0,
    }),
    ...(price.endsAfterSeconds === null
      ? []
      : [t("trace.price.ends", { seconds: oneDigit(price.endsAfterSeconds) })]),
    ...(attachMs === null ? [] : [t("trace.price.attach", { ms: attachMs })]),
  ].join(" ");
}

/** "" while nothing is known. */
export function wordCost(cost: TraceCost | null, t: Translate): string {
  if (cost?.stoppedShare == null) return "";
  return cost.msPerHit === null
    ? t("trace.cost.share", { share: cost.stoppedShare })
    : t("trace.cost", {
        share: cost.stoppedShare,
        ms: oneDigit(cost.msPerHit),
      });
}

export function wordRunning(trace: TraceState, t: Translate): string {
  switch (trace.status) {
    case "idle":
      return "";
    case "attaching":
      return t("trace.running.attaching");
    case "ending":
      return t("trace.running.ending");
    case "tracing":
      return t("trace.running.tracing", {
        hits: trace.hits,
        seconds: oneDigit(trace.seconds),
      });
    case "armed":
      return trace.recentSeconds === null
        ? t("trace.running.armed")
        : t("trace.running.armed-recent", { hits: trace.hits });
  }
}

/** The stack in one line, innermost first. */
export function stackLine(allocation: TracedAllocation): string {
  return allocation.frames.map((frame) => frame.function).join(" < ");
}

export function wordThere(isThere: boolean | null, t: Translate): string {
  if (isThere === null) return t("trace.there.unknown");
  return t(isThere ? "trace.there.yes" : "trace.there.no");
}

/** `file.go:12`, without the folders. */
export function placeLine(file: string, line: number): string {
  return `${file.slice(file.lastIndexOf("/") + 1)}:${line}`;
}

/** What stands in the way, as an error that the catalogue has advice for. */
export function errorFact(obstacle: {
  readonly code: string;
  readonly message: string;
}): { readonly code: ErrorCode; readonly message: string } {
  return {
    code: errorCodes.find((code) => code === obstacle.code) ?? "gdb-failed",
    message: obstacle.message,
  };
}

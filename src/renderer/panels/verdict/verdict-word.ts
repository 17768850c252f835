// The verdict in a word. "No leak seen" is said only by a witness who looked: without one the window is neutral.

import type {
  Confidence,
  VerdictReport,
} from "../../../core/findings/finding.ts";
import type { MessageId } from "../../../core/messages/en/index.ts";
import { verdictTones, type VerdictTone } from "./verdict-model.ts";

export interface VerdictWord {
  /** Null while nothing can be said. */
  readonly confidence: Confidence | null;
  readonly tone: VerdictTone;
  readonly wordId: MessageId;
}

export function verdictWord({ verdict, findings }: VerdictReport): VerdictWord {
  const { kind, confidence } = verdict;
  const someoneLooked = findings.some(({ holds }) => holds !== null);
  if (confidence === "none" && (kind === "unknown" || !someoneLooked))
    return { confidence: null, tone: "plain", wordId: "verdict.is.unknown" };
  return {
    confidence,
    tone: verdictTones[confidence],
    wordId: `verdict.is.${confidence}`,
  };
}

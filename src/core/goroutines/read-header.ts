// The first line of a goroutine (goroutineheader in runtime/traceback.go):
//   goroutine 7 gp=0xc000 m=0 mp=0xa4f860 [chan receive (leaked) (scan), 3 minutes, locked to thread, synctest bubble 1]:
// Labels stand inside the brackets in Go 1.26 (` labels:{"k": "v"}`), behind them in Go 1.27 (` {k: v}`).

import { goroutineId, type GoroutineId } from "../units.ts";
import type { GoroutineRecord } from "./goroutine-dump.ts";
import { endOfQuoted, readLabels } from "./read-labels.ts";

export type GoroutineHeader = Pick<
  GoroutineRecord,
  | "waitMinutes"
  | "lockedToThread"
  | "scan"
  | "leaked"
  | "durable"
  | "synctestBubble"
  | "labels"
  | "runtime"
> & { readonly id: GoroutineId; readonly state: string };

/** Null when the line is no header, or only half of one. */
export function readHeader(line: string): GoroutineHeader | null {
  const opening =
    /^goroutine (\d{1,16})(?: gp=(0x[0-9a-f]+|nil) m=(nil|\d+)(?: mp=(0x[0-9a-f]+|nil))?)? \[/.exec(
      line,
    );
  if (opening === null) return null;
  const [all, id = "", gp, m, mp] = opening;
  if (!Number.isSafeInteger(Number(id))) return null;
  const inside = endOfBracket(line, all.length);
  if (inside === -1) return null;
  const behind = labelsBehind(line, inside + 1);
  if (behind === null) return null;
  const state = readState(line.slice(all.length, inside));
  return {
    id: goroutineId(Number(id)),
    ...state,
    labels: { ...state.labels, ...behind },
    runtime:
      gp === undefined
        ? null
        : {
            gp,
            m: m === undefined || m === "nil" ? null : Number(m),
            mp: mp ?? null,
          },
  };
}

/** Index of the bracket that closes, which none inside a quoted label does; -1 when there is none. */
function endOfBracket(line: string, start: number): number {
  for (let at = start; at < line.length; at++) {
    if (line[at] === "]") return at;
    if (line[at] !== '"') continue;
    const end = endOfQuoted(line, at);
    if (end === -1) return -1;
    at = end - 1;
  }
  return -1;
}

/** What stands between the bracket and the final colon; null when that is not the end of a header. */
function labelsBehind(
  line: string,
  start: number,
): Readonly<Record<string, string>> | null {
  if (line.slice(start) === ":") return {};
  const brace = /^ (?:labels:)?\{/.exec(line.slice(start, start + 9));
  if (brace === null) return null;
  const read = readLabels(line, start + brace[0].length - 1);
  return read !== null && line.slice(read.end) === ":" ? read.labels : null;
}

type State = Pick<
  GoroutineHeader,
  | "state"
  | "waitMinutes"
  | "lockedToThread"
  | "scan"
  | "leaked"
  | "durable"
  | "synctestBubble"
  | "labels"
>;

function readState(bracket: string): State {
  const at = bracket.search(/,? ?labels:\{/);
  const labels =
    at === -1 ? null : readLabels(bracket, bracket.indexOf("{", at));
  const [status = "", ...notes] = (
    labels === null ? bracket : bracket.slice(0, at)
  ).split(", ");
  const flags = new Set<string>();
  let state = status;
  for (;;) {
    const flag = / \((leaked|scan|durable)\)$/.exec(state);
    if (flag === null) break;
    flags.add(flag[1] ?? "");
    state = state.slice(0, flag.index);
  }
  const noted = (pattern: RegExp): number | null => {
    for (const note of notes) {
      const match = pattern.exec(note);
      if (match !== null) return Number(match[1]);
    }
    return null;
  };
  return {
    state,
    waitMinutes: noted(/^(\d{1,15}) minutes?$/) ?? 0,
    lockedToThread: notes.includes("locked to thread"),
    scan: flags.has("scan"),
    leaked: flags.has("leaked"),
    durable: flags.has("durable"),
    synctestBubble: noted(/^synctest (?:group|bubble) (\d{1,15})$/),
    labels: labels?.labels ?? {},
  };
}

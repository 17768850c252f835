// Callers and callees as rows. Calls that cost nothing anywhere are not in the answer; what is inlined is said.

import type { TreeCall, TreeNode } from "../../../core/pprof/report/tree.ts";
import type { ExactInteger } from "../../../core/pprof/views.ts";

export interface CallRow extends TreeCall {
  /** Unique in its list: at fine granularities a function calls from several places. */
  readonly key: string;
}

export function callRows(calls: readonly TreeCall[]): readonly CallRow[] {
  return calls.map((call, index) => ({
    ...call,
    key: `${index} ${call.name}`,
  }));
}

/** What shares are of: pprof's peek says "of the function", whose callers together are at most all of it. */
export const shareBases = ["function", "total"] as const;
export type ShareBase = (typeof shareBases)[number];

export function shareOf(
  base: ShareBase,
  node: TreeNode,
  total: ExactInteger,
): ExactInteger {
  switch (base) {
    case "function":
      return node.cum;
    case "total":
      return total;
  }
}

/** The place that is shown: the picked one while it is there, else the first. */
export function shownNode(
  nodes: readonly TreeNode[],
  picked: string | null,
): TreeNode | null {
  return nodes.find(({ name }) => name === picked) ?? nodes[0] ?? null;
}

// A tree of holders without its small parts, for what is weighed with every reading: hundreds of holders stay of hundreds
// of thousands. Growth is found in it as in the whole tree.

import { HolderTree, type HolderNode } from "./holder-tree.ts";

export interface HolderSummary {
  /** Reachable, all of it. */
  readonly liveBytes: number;
  readonly liveObjects: number;
  /** The process ran while its heap was read. */
  readonly isApproximate: boolean;
  /** Each after the one that holds it; the first is the whole heap. */
  readonly nodes: readonly HolderNode[];
}

/** What holds less than this share of the heap is left out: no verdict hangs on it. */
const leastShare = 0.002;
const mostNodes = 400;

export function summarizeHolders(
  tree: HolderTree,
  isApproximate: boolean,
): HolderSummary {
  const whole = tree.nodes[0]!;
  const least = whole.retainedBytes * leastShare;
  const nodes: HolderNode[] = [{ ...whole, id: 0, parent: 0, example: 0 }];
  // Breadth first, so that the limit cuts the deep and not the large; `from` are the numbers in the whole tree.
  const from = [0];
  for (let at = 0; at < from.length; at++)
    for (const child of tree.children(from[at]!)) {
      if (child.retainedBytes < least || nodes.length >= mostNodes) break;
      nodes.push({ ...child, id: nodes.length, parent: at, example: 0 });
      from.push(child.id);
    }
  return {
    liveBytes: whole.retainedBytes,
    liveObjects: whole.retainedObjects,
    isApproximate,
    nodes,
  };
}

export function treeOf({ nodes }: HolderSummary): HolderTree {
  return new HolderTree(nodes);
}

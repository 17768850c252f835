// Graphs as a witness: what two of them prove, what one can, and what they must not say.

import { expect, test } from "vitest";
import { evaluate } from "../../../../src/core/findings/evaluate.ts";
import type { VerdictReport } from "../../../../src/core/findings/finding.ts";
import { Investigation } from "../../../../src/core/investigation/investigation.ts";
import type { JournalEntry } from "../../../../src/core/investigation/journal-entry.ts";
import {
  summarizeHolders,
  type HolderSummary,
} from "../../../../src/core/object-graph/holder-summary.ts";
import { HolderTree } from "../../../../src/core/object-graph/holder-tree.ts";
import { epoch, MB, record } from "./synthetic.ts";

interface Held {
  readonly second: number;
  /** Bytes by `main.variable.field`. */
  readonly holders: Readonly<Record<string, number>>;
  readonly isApproximate?: boolean;
}

/** A variable that holds a field that holds the bytes, for each name. */
function graph({ holders, isApproximate = false }: Held): HolderSummary {
  const total = Object.values(holders).reduce((sum, bytes) => sum + bytes, 0);
  const node = (
    id: number,
    parent: number,
    own: {
      readonly kind: "global" | null;
      readonly label: string;
      readonly bytes: number;
    },
  ) => ({
    id,
    parent,
    kind: own.kind,
    label: own.label,
    key: own.label,
    type: "",
    objects: id === 0 ? 0 : 1,
    bytes: 0,
    retainedObjects: 1,
    retainedBytes: own.bytes,
    example: id,
  });
  const nodes = [node(0, 0, { kind: null, label: "", bytes: total })];
  for (const [name, bytes] of Object.entries(holders)) {
    const [, root = name, field = ""] = /^(\w+\.\w+)(.*)$/.exec(name) ?? [];
    const id = nodes.length;
    nodes.push(node(id, 0, { kind: "global", label: root, bytes }));
    nodes.push(node(id + 1, id, { kind: null, label: field, bytes }));
  }
  return summarizeHolders(new HolderTree(nodes), isApproximate);
}

function report(...graphs: readonly Held[]): VerdictReport {
  const { entries } = record({ seconds: 400, live: () => 40 * MB });
  const snapshots = graphs.map(({ second }): JournalEntry => ({
    type: "snapshot",
    snapshot: {
      id: `holders-${second}`,
      targetId: "t1",
      kind: "holders",
      requestedAtMillis: epoch + second * 1000,
      atMillis: epoch + second * 1000,
      member: `evidence/${second}.pb`,
      bytes: 1,
      sha256: String(second),
      request: "object graph",
      gcCount: null,
      forcedGc: false,
    },
  }));
  return evaluate({
    model: Investigation.from([...entries, ...snapshots]),
    sites: new Map(),
    goroutines: new Map(),
    spans: new Map(),
    holders: new Map(
      graphs.map((held) => [`holders-${held.second}`, graph(held)] as const),
    ),
  });
}

const said = (...graphs: readonly Held[]) => {
  const found = report(...graphs).findings.find(
    ({ rule }) => rule === "holder-growth",
  );
  if (found === undefined) throw new Error("no finding of the holders' rule");
  return { id: found.message.id, holds: found.holds, found };
};

const small = { "main.config.all": 4 * MB };

test("a holder that grew is named, down to the field", () => {
  const { id, holds, found } = said(
    { second: 10, holders: { ...small, "main.cache.items": 10 * MB } },
    { second: 70, holders: { ...small, "main.cache.items": 40 * MB } },
  );
  expect({ id, holds }).toEqual({
    id: "finding.holder-growth.held-by",
    holds: true,
  });
  expect(found.statement).toContain("main.cache.items");
  expect(found.growthBytesPerSecond).toEqual({ low: MB / 2, high: MB / 2 });
});

test("a holder that was let go of on the way is no leak", () => {
  const grown = { ...small, "main.cache.items": 40 * MB };
  const { holds } = said(
    { second: 10, holders: { ...small, "main.cache.items": 10 * MB } },
    { second: 40, holders: grown },
    { second: 70, holders: { ...small, "main.cache.items": 12 * MB } },
    { second: 100, holders: { ...small, "main.cache.items": 41 * MB } },
  );
  expect(holds).toBeNull();
});

test("nobody who grew, for long enough, speaks against growth; for a moment it says nothing", () => {
  const same = { ...small, "main.cache.items": 30 * MB };
  expect(
    said({ second: 10, holders: same }, { second: 300, holders: same }),
  ).toMatchObject({ id: "finding.holder-growth.steady", holds: false });
  expect(
    said({ second: 10, holders: same }, { second: 15, holders: same }).holds,
  ).toBeNull();
});

test("growth too small to tell from the work at hand says nothing", () => {
  expect(
    said(
      { second: 10, holders: { "main.cache.items": 30 * MB } },
      { second: 22, holders: { "main.cache.items": 30.3 * MB } },
    ),
  ).toMatchObject({ id: "finding.holder-growth.unsure", holds: null });
});

test("one graph names the largest holder and does not accuse it", () => {
  expect(
    said({ second: 10, holders: { ...small, "main.cache.items": 30 * MB } }),
  ).toMatchObject({ id: "finding.holder-growth.one.largest", holds: null });
});

test("a graph of a running process is not weighed", () => {
  expect(
    said({ second: 10, holders: small, isApproximate: true }),
  ).toMatchObject({ id: "finding.holder-growth.approximate", holds: null });
});

test("a steady heap stays without a verdict against a holder that only moved", () => {
  const { verdict } = report(
    { second: 10, holders: { ...small, "main.a.items": 30 * MB } },
    { second: 300, holders: { ...small, "main.b.items": 30 * MB } },
  );
  expect(verdict.kind).toBe("none");
  expect(verdict.heldBy).toBeUndefined();
});

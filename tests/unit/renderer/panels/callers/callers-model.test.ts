import { describe, expect, it } from "vitest";
import type { TreeNode } from "../../../../../src/core/pprof/report/tree.ts";
import {
  callRows,
  shareOf,
  shownNode,
} from "../../../../../src/renderer/panels/callers/callers-model.ts";

const node = (name: string): TreeNode => ({
  name,
  function: "main.f",
  flat: 1,
  cum: 10,
  callers: [],
  callees: [],
});

describe("callers and callees", () => {
  it("are rows with keys of their own, though one function calls twice", () => {
    const call = { name: "g", function: "g", weight: 1, inline: false };
    const keys = callRows([call, call]).map(({ key }) => key);
    expect(new Set(keys).size).toBe(2);
  });
  it("have shares of the function or of everything", () => {
    expect(shareOf("function", node("f"), 400)).toBe(10);
    expect(shareOf("total", node("f"), 400)).toBe(400);
  });
  it("are of the picked place while it is there", () => {
    const nodes = [node("main.f a.go:1"), node("main.f a.go:2")];
    expect(shownNode(nodes, "main.f a.go:2")).toBe(nodes[1]);
    expect(shownNode(nodes, "main.f a.go:9")).toBe(nodes[0]);
    expect(shownNode([], null)).toBeNull();
  });
});

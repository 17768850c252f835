import { describe, expect, it } from "vitest";
import type { TopRow } from "../../../../src/core/pprof/views.ts";
import {
  arrangeRows,
  defaultOrder,
  functionOfRow,
  keyOfRow,
  orderAfterClick,
  selectedRowKey,
  tableAsText,
} from "../../../../src/renderer/panels/table/table-model.ts";

const row = (
  name: string,
  flat: TopRow["flat"],
  cum: TopRow["cum"],
  file = "",
  line = 0,
): TopRow => ({ name, file, line, flat, cum });

const rows = [
  row("main.main", 0, 900),
  row("main.leak", 700, 700, "/src/leak.go"),
  row("net/http.Get", 5, 80, "/go/http.go"),
  // Beyond 2^53: as a number it would be equal to its neighbour.
  row("main.huge", 9_007_199_254_740_993n, 9_007_199_254_740_993n),
  row("main.huge2", 9_007_199_254_740_992n, 9_007_199_254_740_992n),
];
const names = (arranged: readonly TopRow[]): string[] =>
  arranged.map((own) => own.name);

describe("top table", () => {
  it("starts with the largest flat value, exact beyond 2^53", () => {
    expect(names(arrangeRows(rows, defaultOrder, ""))).toEqual([
      "main.huge",
      "main.huge2",
      "main.leak",
      "net/http.Get",
      "main.main",
    ]);
  });

  it("turns a column around on the second click; words rise first", () => {
    const byName = orderAfterClick(defaultOrder, "name");
    expect(byName).toEqual({ column: "name", descending: false });
    expect(names(arrangeRows(rows, byName, ""))[0]).toBe("main.huge");
    expect(orderAfterClick(byName, "name").descending).toBe(true);
    expect(orderAfterClick(byName, "cum").descending).toBe(true);
  });

  it("filters by name or file without changing what it was given", () => {
    const before = [...rows];
    expect(names(arrangeRows(rows, defaultOrder, "LEAK.go"))).toEqual([
      "main.leak",
    ]);
    expect(names(arrangeRows(rows, defaultOrder, "/^net/"))).toEqual([
      "net/http.Get",
    ]);
    expect(rows).toEqual(before);
  });

  it("finds the function behind what pprof prints at each granularity", () => {
    const file = "/src/leak.go";
    expect(functionOfRow(row("main.leak", 1, 1), "functions")).toBe(
      "main.leak",
    );
    expect(
      functionOfRow(row(`main.leak ${file}`, 1, 1, file), "filefunctions"),
    ).toBe("main.leak");
    expect(
      functionOfRow(row(`main.leak ${file}:7`, 1, 1, file, 7), "lines"),
    ).toBe("main.leak");
    expect(
      functionOfRow(
        row(`000000000047a2c3 main.leak ${file}:7`, 1, 1, file, 7),
        "addresses",
      ),
    ).toBe("main.leak");
    expect(functionOfRow(row(file, 1, 1, file), "files")).toBeNull();
  });

  it("marks the clicked row of a function, else its first", () => {
    const file = "/src/leak.go";
    const lines = [7, 9].map((line) =>
      row(`main.leak ${file}:${line}`, line, line, file, line),
    );
    const second = keyOfRow(lines[1]!);
    expect(selectedRowKey(lines, "lines", second, "main.leak")).toBe(second);
    expect(selectedRowKey(lines, "lines", null, "main.leak")).toBe(
      keyOfRow(lines[0]!),
    );
    expect(selectedRowKey(lines, "lines", second, "main.other")).toBeNull();
  });

  it("copies exact numbers, tab separated", () => {
    const text = tableAsText(
      {
        sampleType: { type: "inuse_space", unit: "bytes" },
        total: 1000,
        rows: [],
      },
      [rows[1]!],
    );
    expect(text.split("\n")[1]).toBe(
      "700\t70 %\t700\t70 %\tmain.leak\t/src/leak.go",
    );
  });
});

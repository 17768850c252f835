import { describe, expect, it } from "vitest";
import type {
  ChangeCertainty,
  ChangeMeasure,
  TopRow,
} from "../../../../src/core/pprof/views.ts";
import {
  arrangeRows,
  defaultOrder,
  functionOfRow,
  hasGrown,
  intervalText,
  keyOfRow,
  orderAfterClick,
  doubtOf,
  rowFilter,
  selectedRowKey,
  tableAsText,
  withChanges,
  whyNoRows,
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
const plain = withChanges(rows, null);
const names = (arranged: readonly TopRow[]): string[] =>
  arranged.map((own) => own.name);

describe("top table", () => {
  it("starts with the largest flat value, exact beyond 2^53", () => {
    expect(names(arrangeRows(plain, defaultOrder, null))).toEqual([
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
    expect(names(arrangeRows(plain, byName, null))[0]).toBe("main.huge");
    expect(orderAfterClick(byName, "name").descending).toBe(true);
    expect(orderAfterClick(byName, "cum").descending).toBe(true);
  });

  it("filters by name or file without changing what it was given", () => {
    const before = [...plain];
    const filtered = (text: string, found: readonly string[] | null = null) =>
      names(arrangeRows(plain, defaultOrder, rowFilter(text, found)));
    expect(filtered("LEAK.go")).toEqual(["main.leak"]);
    expect(filtered("/^net/", ["net/http.Get"])).toEqual(["net/http.Get"]);
    expect(filtered("/^net/", [])).toEqual([]);
    // The worker has not answered yet: nothing is hidden on a guess.
    expect(filtered("/^net/")).toHaveLength(rows.length);
    expect(plain).toEqual(before);
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
      arrangeRows([plain[1]!], defaultOrder, null),
    );
    expect(text.split("\n")[1]).toBe(
      "700\t70 %\t70 %\t700\t70 %\tmain.leak\t/src/leak.go",
    );
  });

  it("sums flat down the rows that are shown, in their order", () => {
    const sums = arrangeRows(
      plain,
      { column: "name", descending: false },
      rowFilter("main.", null),
    ).map(({ name, sum }) => [name, sum]);
    expect(sums).toEqual([
      ["main.huge", 9_007_199_254_740_993n],
      ["main.huge2", 18_014_398_509_481_985n],
      ["main.leak", 18_014_398_509_482_685n],
      ["main.main", 18_014_398_509_482_685n],
    ]);
  });
});

describe("an interval", () => {
  it("is in the unit of the value, objects whole", () => {
    const interval = { low: 2.4, high: 9.6, samples: 5 };
    expect(intervalText(interval, "count")).toBe("2 – 10");
    expect(intervalText({ ...interval, high: 2048 }, "bytes")).toBe(
      "2 B – 2 KiB",
    );
  });
});

describe("a table with changes", () => {
  const changes = [
    row("main.leak", 600, 600, "/src/leak.go"),
    row("main.gone", -50, -50),
    row("main.main", 0, 550),
  ];
  const joined = withChanges(rows, changes);

  it("has every place of either side once", () => {
    const change = (name: string) => {
      const own = joined.filter((candidate) => candidate.name === name);
      expect(own).toHaveLength(1);
      return [own[0]?.flat, own[0]?.flatChange, own[0]?.cumChange];
    };
    expect(change("main.leak")).toEqual([700, 600, 600]);
    expect(change("main.gone")).toEqual([0, -50, -50]);
    expect(change("main.main")).toEqual([0, 0, 550]);
    expect(change("net/http.Get")).toEqual([5, 0, 0]);
  });

  it("sorts by what changed, and can leave out what shrank", () => {
    const order = orderAfterClick(defaultOrder, "flatChange");
    expect(names(arrangeRows(joined, order, null))[0]).toBe("main.leak");
    expect(names(arrangeRows(joined, order, null)).at(-1)).toBe("main.gone");
    expect(joined.filter(hasGrown).map(({ name }) => name)).not.toContain(
      "main.gone",
    );
  });

  it("never puts first what sampling explains", () => {
    const measure = (certainty: ChangeCertainty): ChangeMeasure => ({
      before: 0,
      after: 0,
      grown: 0,
      shrunk: 0,
      low: 0,
      high: 0,
      beforeInterval: null,
      afterInterval: null,
      certainty,
    });
    const known = (name: string, file: string, certainty: ChangeCertainty) => ({
      name,
      function: name,
      file,
      line: 0,
      flat: measure(certainty),
      cum: measure("beyond-sampling"),
    });
    const doubted = withChanges(rows, changes, [
      known("main.leak", "/src/leak.go", "one-sample"),
      known("main.gone", "", "beyond-sampling"),
    ]);
    const order = orderAfterClick(defaultOrder, "flatChange");
    expect(names(arrangeRows(doubted, order, null)).at(-1)).toBe("main.leak");
    expect(
      names(
        arrangeRows(doubted, orderAfterClick(order, "flatChange"), null),
      ).at(-1),
    ).toBe("main.leak");
    const leak = doubted.find(({ name }) => name === "main.leak")!;
    expect(doubtOf(leak, "flatChange")).toBe("one-sample");
    expect(doubtOf(leak, "cumChange")).toBeNull();
  });

  it("copies the changes too", () => {
    const text = tableAsText(
      {
        sampleType: { type: "inuse_space", unit: "bytes" },
        total: 1000,
        rows: [],
      },
      arrangeRows([joined[1]!], defaultOrder, null),
    );
    const [head, line] = text.split("\n").map((part) => part.split("\t"));
    expect(head?.indexOf("flat change")).toBe(5);
    expect(line?.slice(5, 7)).toEqual(["600", "600"]);
  });
});

describe("a table without a row", () => {
  it("says which of the filters it was", () => {
    const none = { all: 0, shown: 0 };
    expect(whyNoRows({ ...none, hasFilters: true })).toBe("filters");
    expect(whyNoRows({ ...none, hasFilters: false })).toBe("no-samples");
    const hidden = { all: 3, shown: 0 };
    expect(whyNoRows({ ...hidden, hasFilters: true })).toBe("search");
    expect(whyNoRows({ all: 3, shown: 1, hasFilters: true })).toBeNull();
  });
});

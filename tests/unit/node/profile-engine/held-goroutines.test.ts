import { describe, expect, it } from "vitest";
import { plainLens } from "../../../../src/core/pprof/lens.ts";
import { InProcessProfileEngine } from "../../../../src/node/profile-engine/in-process-engine.ts";
import { HeldGoroutines } from "../../../../src/node/profile-engine/held-goroutines.ts";
import { lastDump } from "../../../../src/node/profile-engine/read-profile.ts";
import type { BrowseGoroutinesQuery } from "../../../../src/services/ports/profile-queries.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const early = bytes(`goroutine 1 [chan receive, 3 minutes]:
main.main()
\t/src/main.go:9 +0x1

goroutine 7 [select]:
main.(*Pool).wait(0x1)
\t/src/pool.go:20 +0x2
created by main.main in goroutine 1
\t/src/main.go:5 +0x3
`);
const late = bytes(`goroutine 1 [chan receive, 8 minutes]:
main.main()
\t/src/main.go:9 +0x1

goroutine 7 [select, 5 minutes]:
main.(*Pool).wait(0x1)
\t/src/pool.go:20 +0x2
created by main.main in goroutine 1
\t/src/main.go:5 +0x3

goroutine 8 [select]:
main.(*Pool).wait(0x2)
\t/src/pool.go:20 +0x2
created by main.main in goroutine 1
\t/src/main.go:5 +0x3
`);
/** The same as \`debug=1\` counts it. */
const counted = bytes(`goroutine profile: total 3
2 @ 0x1 0x2
#\t0x1\tmain.(*Pool).wait+0x2\t/src/pool.go:20

1 @ 0x3 0x4
#\t0x3\tmain.main+0x1\t/src/main.go:9
`);

const query = (
  more: Partial<BrowseGoroutinesQuery> = {},
): BrowseGoroutinesQuery => ({
  id: "late",
  beforeId: null,
  search: "",
  levels: [{ by: "function" }],
  order: "count",
  open: [],
  limit: 50,
  ...more,
});

async function engineWith(): Promise<InProcessProfileEngine> {
  const engine = new InProcessProfileEngine();
  await engine.load("early", early);
  await engine.load("late", late);
  await engine.load("counted", counted);
  return engine;
}

describe("a goroutine dump in the engine", () => {
  it("is a profile in which each goroutine weighs one", async () => {
    const engine = await engineWith();
    const flame = await engine.flame({
      subject: { kind: "single", id: "late" },
      lens: plainLens,
      minFraction: 0,
      zoom: [],
    });
    expect(flame.total).toBe(3);
    expect(flame.names).toContain("main.(*Pool).wait");
    const top = await engine.top({
      subject: { kind: "single", id: "late" },
      lens: {
        ...plainLens,
        filters: {
          ...plainLens.filters,
          tagFocus: "goroutine::wait=5minutes:",
        },
      },
      cum: false,
    });
    expect(top.rows.map(({ name, flat }) => [name, flat])).toEqual([
      ["main.(*Pool).wait", 1],
      ["main.main", 1],
    ]);
  });

  it("groups for the verdict as the profile of the same moment does", async () => {
    const engine = await engineWith();
    const counts = async (id: string): Promise<readonly unknown[]> =>
      (await engine.goroutines(id, null)).map(({ frames, count, labels }) => [
        frames[0]?.function,
        count,
        labels,
      ]);
    expect(await counts("late")).toEqual(await counts("counted"));
  });

  it("is browsed against an earlier one", async () => {
    const engine = await engineWith();
    const view = await engine.browseGoroutines(query({ beforeId: "early" }));
    expect(
      view.rows.map((row) => [row.frame?.function, row.count, row.before]),
    ).toEqual([
      ["main.(*Pool).wait", 2, 1],
      ["main.main", 1, 1],
    ]);
    expect(view.followed).toMatchObject({ stayed: 2, started: 1 });
  });

  it("calls a goroutine by the program's function where the dump hides the runtime", async () => {
    const engine = new InProcessProfileEngine();
    // runtime_pollWait is the poller's by name and the runtime's by file.
    const server = bytes(`goroutine 9 [IO wait]:
internal/poll.runtime_pollWait(0x7f, 0x72)
\t/opt/go/src/runtime/netpoll.go:351 +0x85
internal/poll.(*pollDesc).wait(0x1, 0x2, 0x0)
\t/opt/go/src/internal/poll/fd_poll_runtime.go:84 +0x27
net/http.(*conn).serve(0x1)
\t/opt/go/src/net/http/server.go:2102 +0x6
created by net/http.(*Server).Serve in goroutine 1
\t/opt/go/src/net/http/server.go:3454 +0x4
`);
    await engine.load("late", server);
    const view = await engine.browseGoroutines(query());
    expect(view.rows.map((row) => row.frame?.function)).toEqual([
      "net/http.(*conn).serve",
    ]);
  });

  it("is browsed against one that only counts, by what both tell", async () => {
    const engine = await engineWith();
    const view = await engine.browseGoroutines(
      query({ beforeId: "counted", levels: [{ by: "stack" }] }),
    );
    expect(view.facts).toEqual({
      states: false,
      creators: false,
      labels: false,
    });
    expect(view.rows.map(({ count, before }) => [count, before])).toEqual([
      [2, 2],
      [1, 1],
    ]);
  });

  it("is searched by RE2, in any case, or by id", async () => {
    const engine = await engineWith();
    const found = async (search: string): Promise<number> =>
      (await engine.browseGoroutines(query({ search }))).selected;
    expect(await found("POOL.*wait")).toBe(2);
    expect(await found("#8")).toBe(1);
    await expect(found("(")).rejects.toMatchObject({
      code: "expression-invalid",
      detail: { filter: "search" },
    });
  });

  it("tells one goroutine, or that nobody knows ids", async () => {
    const engine = await engineWith();
    expect(await engine.findGoroutine("late", 7)).toMatchObject({
      tellsIds: true,
      goroutine: { state: "select", waitMinutes: 5 },
    });
    expect(await engine.findGoroutine("early", 8)).toEqual({
      tellsIds: true,
      goroutine: null,
    });
    expect(await engine.findGoroutine("counted", 7)).toEqual({
      tellsIds: false,
      goroutine: null,
    });
  });

  it("reads a dump again after others took its room", () => {
    const stop = (): void => undefined;
    const held = new HeldGoroutines(
      () => {
        throw new Error("a dump needs no profile");
      },
      { keptGoroutines: 4 },
    );
    const texts = new Map([
      ["early", early],
      ["late", late],
      ["again", early],
    ]);
    for (const [id, text] of texts) held.keep(id, lastDump(text, stop), text);
    for (const id of [...texts.keys(), ...texts.keys()])
      expect(held.find(id, 8, stop).goroutine === null).toBe(id !== "late");
    held.forget("late");
    expect(() => held.find("late", 8, stop)).toThrow("needs no profile");
  });

  it("refuses to browse what is not about goroutines", async () => {
    const engine = new InProcessProfileEngine();
    await engine.load("late", bytes("main;work 3\n"));
    await expect(engine.browseGoroutines(query())).rejects.toMatchObject({
      code: "profile-incompatible",
    });
  });

  it("gives the largest stacks of a heap profile, and all of its bytes", async () => {
    const engine = new InProcessProfileEngine();
    const row = (count: number, size: number, name: string): string =>
      `${count}: ${count * size} [${count}: ${count * size}] @ 0x${name}1 0x21\n#\t0x${name}0\tmain.${name}+0x1\t/src/a.go:1\n#\t0x20\tmain.main+0x1\t/src/a.go:9\n`;
    const heap = bytes(
      [
        "heap profile: 7: 1 [7: 1] @ heap/2",
        row(1, 256, "b"),
        row(4, 1024, "a"),
        row(2, 2048, "a"),
        row(0, 0, "c"),
      ].join("\n"),
    );
    await engine.load("heap", heap);
    const all = await engine.topStacks("heap", 1000);
    const few = await engine.topStacks("heap", 1);
    expect(few.stacks).toEqual(all.stacks.slice(0, 1));
    // Every allocation is sampled here; one stack with two sizes of objects is one stack.
    expect(
      all.stacks.map(({ frames, bytes: held, sizes }) => [
        frames[0]?.function,
        held,
        sizes,
      ]),
    ).toEqual([
      [
        "main.a",
        8192,
        [
          { objectBytes: 1024, objects: 4 },
          { objectBytes: 2048, objects: 2 },
        ],
      ],
      ["main.b", 256, [{ objectBytes: 256, objects: 1 }]],
    ]);
    expect(few.stackCount).toBe(all.stacks.length);
    expect(few.total).toBe(
      all.stacks.reduce((sum, { bytes: b }) => sum + b, 0),
    );
    expect(few.total).toBe(Number(await engine.total("heap", "inuse_space")));
    const sizes = new Map<number, number>();
    for (const stack of all.stacks)
      for (const { objectBytes, objects } of stack.sizes)
        sizes.set(objectBytes, (sizes.get(objectBytes) ?? 0) + objects);
    expect(
      new Map(all.sizes.map((size) => [size.objectBytes, size.objects])),
    ).toEqual(sizes);
  });
});

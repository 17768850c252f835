// Views through a lens: the filters of pprof, applied where the profile is held, and kept for the next question.

import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import {
  filterNames,
  plainLens,
  withFilter,
  type FilterName,
  type ProfileLens,
} from "../../../../src/core/pprof/lens.ts";
import { InProcessProfileEngine } from "../../../../src/node/profile-engine/in-process-engine.ts";
import { encodeProfile } from "../../../support/profile-encode.ts";
import { profileFromText } from "../../../support/profile-text.ts";

const file = (picture: string) =>
  gzipSync(encodeProfile(profileFromText(picture)));

const stacks = "main;load;parse 10\nmain;load;read 20\nmain;serve;parse 30";

async function engineWith(
  profiles: Readonly<Record<string, string>> = { a: stacks },
): Promise<InProcessProfileEngine> {
  const engine = new InProcessProfileEngine();
  for (const [id, picture] of Object.entries(profiles))
    await engine.load(id, file(picture));
  return engine;
}

const single = { kind: "single", id: "a" } as const;
const filtered = (
  filters: Partial<Record<FilterName, string>>,
  more: Partial<ProfileLens> = {},
): ProfileLens => ({
  ...plainLens,
  ...more,
  filters: { ...plainLens.filters, ...filters },
});

describe("a lens", () => {
  it("filters the table, whose percentages stay those of the whole", async () => {
    const engine = await engineWith();
    const table = await engine.top({
      subject: single,
      lens: filtered({ focus: "load" }),
      cum: true,
    });
    expect(table.total).toBe(60);
    expect(table.rows.map(({ name, cum }) => [name, cum])).toEqual([
      ["load", 30],
      ["main", 30],
      ["read", 20],
      ["parse", 10],
    ]);
  });

  it("filters the flame graph in the same way", async () => {
    const engine = await engineWith();
    const view = await engine.flame({
      subject: single,
      lens: filtered({ hide: "^load$", ignore: "serve" }),
      minFraction: 0,
      zoom: [],
    });
    expect([...view.name].map((name) => view.names[name])).toEqual([
      "all",
      "main",
      "read",
      "parse",
    ]);
    expect([...view.width]).toEqual([30, 30, 20, 10]);
  });

  it("says how much is left and what matched nothing", async () => {
    const engine = await engineWith();
    expect(
      await engine.lensEffect({
        subject: single,
        lens: filtered({ focus: "load", ignore: "absent" }),
      }),
    ).toMatchObject({ shown: 30, total: 60, unmatched: ["ignore"] });
  });

  it.each(filterNames)(
    "refuses a %s that is not RE2, by name",
    async (name) => {
      const engine = await engineWith();
      await expect(
        engine.top({
          subject: single,
          lens: withFilter(plainLens, name, "(?=x)"),
          cum: false,
        }),
      ).rejects.toMatchObject({
        code: "expression-invalid",
        message: expect.not.stringContaining("--") as unknown,
        detail: { filter: name },
      });
    },
  );

  it("keeps the sides of a comparison apart whatever labels are shown", async () => {
    const engine = await engineWith({ a: "main;x 4", b: "main;x 9" });
    for (const filters of [{ tagShow: "none" }, { tagHide: "." }]) {
      const view = await engine.flame({
        subject: {
          kind: "comparison",
          before: "a",
          after: "b",
          mode: "base",
          normalize: false,
        },
        lens: filtered(filters),
        minFraction: 0,
        zoom: [],
      });
      expect([...(view.before ?? [])]).toEqual([4, 4, 4]);
      expect([...(view.after ?? [])]).toEqual([9, 9, 9]);
    }
  });

  it("leaves out what shrank from both table and picture", async () => {
    const engine = await engineWith({
      a: "main;gone 5\nmain;kept 1",
      b: "main;kept 3",
    });
    const subject = {
      kind: "comparison",
      before: "a",
      after: "b",
      mode: "base",
      normalize: false,
    } as const;
    const lens = filtered({}, { dropNegative: true });
    const table = await engine.top({ subject, lens, cum: false });
    expect(table.rows.map(({ name }) => name)).not.toContain("gone");
    const view = await engine.flame({
      subject,
      lens,
      minFraction: 0,
      zoom: [],
    });
    expect(view.names).not.toContain("gone");
    expect(view.names).toContain("kept");
  });

  it("leaves inlined calls to the function they are in, in both", async () => {
    const engine = await engineWith({
      a: "main@/m.go:1;outer@/o.go:5>inner@/i.go:9 8",
    });
    const lens = filtered({}, { noInlines: true });
    const table = await engine.top({ subject: single, lens, cum: false });
    expect(table.rows.map(({ name, flat }) => [name, flat])).toEqual([
      ["outer", 8],
      ["main", 0],
    ]);
    const view = await engine.flame({
      subject: single,
      lens,
      minFraction: 0,
      zoom: [],
    });
    expect([...view.name].map((name) => view.names[name])).toEqual([
      "all",
      "main",
      "outer",
    ]);
    // Its own line, not that of the call inlined into it.
    expect([...view.line]).toEqual([0, 1, 5]);
  });

  it("prunes below a method that is named, though pprof cuts names at receivers", async () => {
    const engine = await engineWith({
      a: "main;main.(*T).f;main.g 3\nmain;main.(*T).h;main.g 4",
    });
    const prune = async (pruneFrom: string) =>
      (
        await engine.top({
          subject: single,
          lens: filtered({ pruneFrom }),
          cum: false,
        })
      ).rows.map(({ name, flat }) => [name, flat]);
    expect(await prune("^main\\.\\(\\*T\\)\\.f$")).toEqual([
      ["main.g", 4],
      ["main.(*T).f", 3],
      ["main", 0],
      ["main.(*T).h", 0],
    ]);
  });

  it("forgets what it filtered when the profile is replaced", async () => {
    const engine = await engineWith();
    const ask = async () =>
      (
        await engine.top({
          subject: single,
          lens: filtered({ focus: "main" }),
          cum: false,
        })
      ).rows.length;
    expect(await ask()).toBe(5);
    await engine.load("a", file("main 1"));
    expect(await ask()).toBe(1);
  });
});

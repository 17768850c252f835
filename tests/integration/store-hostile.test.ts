// Archives that somebody made to do harm, or that a disk, a mail gateway or a half-finished copy broke. Each is
// refused with its code, and nothing is ever written outside.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toTrivetError, type TrivetError } from "../../src/core/errors.ts";
import {
  chainStart,
  encodeJournalLine,
} from "../../src/core/project-file/journal-line.ts";
import {
  openInvestigation,
  verifyInvestigation,
} from "../../src/node/project-store/folder-investigation-stores.ts";
import { verifyArchive } from "../../src/node/project-store/open-archive.ts";
import {
  buildZip,
  member,
  sha256Of,
  type HostileMember,
} from "../support/hostile-zip.ts";
import { header, sampleAt, target } from "../support/sample-journal.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "trivet-hostile-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

interface Listed {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly kind: string;
}

function journalOf(entryJsons: readonly string[]): {
  text: string;
  lastHash: string;
} {
  let position = chainStart;
  let text = "";
  for (const json of entryJsons) {
    const { line, next } = encodeJournalLine(position, json, sha256Of);
    text += line;
    position = next;
  }
  return { text, lastHash: position.hash };
}

const evidence = Buffer.from("goroutine 1 [running]:\nmain.main()\n");
const evidencePath = `evidence/${sha256Of(evidence)}.txt`;
const entries = [header, target, sampleAt(1)].map((entry) =>
  JSON.stringify(entry),
);

/** A well-formed archive, with room to change every part of it. */
function archive(change: {
  readonly entryJsons?: readonly string[];
  readonly schema?: unknown;
  readonly listed?: (members: Listed[]) => Listed[];
  readonly members?: (members: HostileMember[]) => HostileMember[];
  readonly manifestText?: (text: string) => string;
  readonly sealed?: boolean;
  readonly comment?: string;
}): Buffer {
  const entryJsons = change.entryJsons ?? entries;
  const { text, lastHash } = journalOf(entryJsons);
  const list = (path: string, content: string | Buffer, kind: string) => ({
    path,
    bytes: Buffer.byteLength(content),
    sha256: sha256Of(content),
    kind,
  });
  const listed = [
    list(evidencePath, evidence, "evidence"),
    list("journal.jsonl", text, "journal"),
  ];
  const manifest = JSON.stringify({
    schema: change.schema ?? "trivet.archive/1",
    tool: { name: "trivet", version: "0.1.0" },
    createdAtMillis: 0,
    journal: { entries: entryJsons.length, lastHash },
    members: change.listed?.(listed) ?? listed,
    missing: [],
  });
  const members = [
    member(evidencePath, evidence),
    member("journal.jsonl", text, { deflate: true }),
    member("manifest.json", change.manifestText?.(manifest) ?? manifest),
  ];
  return buildZip(change.members?.(members) ?? members, change);
}

async function errorOf(bytes: Buffer): Promise<TrivetError> {
  const path = join(folder, "hostile.trivet");
  await writeFile(path, bytes);
  const error = await openInvestigation(path).then(
    async (opened) => {
      await opened.close();
      throw new Error("it was opened");
    },
    (thrown: unknown) => toTrivetError(thrown),
  );
  // Both doors refuse it alike.
  await expect(verifyInvestigation(path)).rejects.toMatchObject({
    code: error.code,
  });
  return error;
}

const added =
  (...extra: HostileMember[]) =>
  (members: HostileMember[]): HostileMember[] => [...members, ...extra];

describe("archives of strangers", () => {
  it("opens the well-formed one that all others are made from", async () => {
    const path = join(folder, "good.trivet");
    await writeFile(path, archive({}));
    const opened = await openInvestigation(path);
    expect(opened.entries).toHaveLength(3);
    expect(opened.warnings).toEqual([]);
    await opened.close();
    expect(await verifyInvestigation(path)).toMatchObject({ members: 3 });
  });

  const unsafeNames: readonly [string, string | Buffer][] = [
    ["climbs out", "../../etc/cron.d/trivet"],
    ["climbs out in the middle", "evidence/../../x.txt"],
    ["is absolute", "/etc/passwd"],
    ["is absolute on Windows", "C:/Windows/x.dll"],
    ["has a backslash", "evidence\\..\\x.txt"],
    ["has a NUL", "evidence/a.txt\0.png"],
    ["has a line feed", "evidence/a\n.txt"],
    ["is empty", ""],
    ["is not UTF-8", Buffer.from([0x65, 0xff, 0xfe])],
    ["has an empty part", "evidence//a.txt"],
    ["is a folder", "evidence/"],
  ];
  it.each(unsafeNames)("refuses a name that %s", async (_what, name) => {
    const error = await errorOf(archive({ members: added(member(name, "x")) }));
    expect(error.code).toBe("archive-unsafe-path");
  });

  it("refuses a climbing name that the manifest lists, too", async () => {
    const error = await errorOf(
      archive({
        listed: (listed) => [
          ...listed,
          { path: "../x", bytes: 1, sha256: sha256Of("x"), kind: "derived" },
        ],
      }),
    );
    expect(error.code).toBe("archive-unsafe-path");
  });

  it("refuses symbolic links and devices", async () => {
    for (const mode of [0o120777, 0o020666, 0o040755])
      expect(
        await errorOf(
          archive({ members: added(member("link", "/etc/passwd", { mode })) }),
        ),
      ).toMatchObject({
        code: "archive-unsafe-path",
        detail: { member: "link" },
      });
  });

  it("refuses two members of one name", async () => {
    const error = await errorOf(
      archive({ members: added(member(evidencePath, "other")) }),
    );
    expect(error).toMatchObject({
      code: "archive-malformed",
      detail: { member: evidencePath },
    });
  });

  it("refuses a member that overlaps another", async () => {
    const error = await errorOf(
      archive({
        members: (members) => [
          ...members,
          { ...members[0]!, name: "evidence/twin.txt", sharesDataOf: 0 },
        ],
      }),
    );
    // The directory says another name than the local header that both share.
    expect(error.code).toBe("archive-malformed");
    const overlapping = archive({
      members: (members) => [
        { ...members[0]!, declaredBytes: 80, declaredCompressedBytes: 80 },
        ...members.slice(1),
      ],
    });
    expect(await errorOf(overlapping)).toMatchObject({
      code: "archive-malformed",
      message: expect.stringContaining("overlaps") as string,
    });
  });

  it("refuses a local header that names another member", async () => {
    const error = await errorOf(
      archive({
        members: (members) => [
          { ...members[0]!, localName: "evidence/x" },
          ...members.slice(1),
        ],
      }),
    );
    expect(error.code).toBe("archive-malformed");
  });

  it("refuses encryption and other packing methods", async () => {
    for (const lie of [{ method: 12 }, { flags: 0x801 }])
      expect(
        (await errorOf(archive({ members: added(member("x", "y", lie)) })))
          .code,
      ).toBe("archive-malformed");
  });

  it("stops at a bomb that declares little and is huge", async () => {
    const huge = Buffer.alloc(256 * 1024 * 1024);
    const before = process.memoryUsage().rss;
    const error = await errorOf(
      archive({
        listed: (listed) => [
          ...listed,
          { path: "bomb", bytes: 10, sha256: sha256Of("x"), kind: "derived" },
        ],
        members: added(
          member("bomb", huge, { deflate: true, declaredBytes: 10 }),
        ),
      }),
    );
    expect(error).toMatchObject({
      code: "archive-too-large",
      detail: { member: "bomb" },
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
  });

  it("stops at a bomb that declares how huge it is", async () => {
    const huge = Buffer.alloc(256 * 1024 * 1024);
    for (const declaredBytes of [huge.length, 0xffff_fff0]) {
      const bomb = archive({
        members: added(member("bomb", huge, { deflate: true, declaredBytes })),
      });
      const started = performance.now();
      const error = await errorOf(bomb);
      expect(error.code).toBe("archive-too-large");
      expect(performance.now() - started).toBeLessThan(5000);
    }
  });

  it("keeps to the limits on members and sizes", async () => {
    const path = join(folder, "large.trivet");
    await writeFile(path, archive({}));
    const limits = { maxMembers: 3, maxMemberBytes: 5000, maxTotalBytes: 9000 };
    const good = await verifyArchive(path, { limits });
    await good.archive.close();
    for (const smaller of [
      { ...limits, maxMembers: 2 },
      { ...limits, maxMemberBytes: 100 },
      { ...limits, maxTotalBytes: 300 },
    ])
      await expect(
        verifyArchive(path, { limits: smaller }),
      ).rejects.toMatchObject({ code: "archive-too-large" });
  });

  it("refuses a wrong digest, naming the member", async () => {
    const error = await errorOf(
      archive({
        listed: (listed) =>
          listed.map((item) =>
            item.kind === "journal"
              ? { ...item, sha256: sha256Of("something else") }
              : item,
          ),
      }),
    );
    expect(error).toMatchObject({
      code: "archive-mismatch",
      detail: { member: "journal.jsonl" },
    });
    expect(error.message).toContain("journal.jsonl");
  });

  it("refuses evidence whose content is not what its name says", async () => {
    const other = Buffer.from("goroutine 9 [running]:\nmain.evil()\n");
    const error = await errorOf(
      archive({
        listed: (listed) =>
          listed.map((item) =>
            item.kind === "evidence"
              ? { ...item, sha256: sha256Of(other), bytes: other.length }
              : item,
          ),
        members: (members) => [
          member(evidencePath, other),
          ...members.slice(1),
        ],
      }),
    );
    expect(error).toMatchObject({
      code: "archive-mismatch",
      detail: { member: evidencePath },
    });
  });

  it("refuses a missing member and an extra one, naming them", async () => {
    expect(
      await errorOf(archive({ members: (members) => members.slice(1) })),
    ).toMatchObject({
      code: "archive-mismatch",
      detail: { member: evidencePath },
    });
    expect(
      await errorOf(archive({ members: added(member("extra.txt", "x")) })),
    ).toMatchObject({
      code: "archive-mismatch",
      detail: { member: "extra.txt" },
    });
  });

  it("refuses an archive without manifest or journal", async () => {
    expect(
      await errorOf(archive({ members: (members) => members.slice(0, 2) })),
    ).toMatchObject({
      code: "archive-malformed",
      detail: { member: "manifest.json" },
    });
    expect(
      await errorOf(
        archive({
          listed: (listed) => listed.filter(({ kind }) => kind !== "journal"),
          members: (members) =>
            members.filter(({ name }) => name !== "journal.jsonl"),
        }),
      ),
    ).toMatchObject({
      code: "archive-malformed",
      detail: { member: "journal.jsonl" },
    });
  });

  const lyingManifests: readonly [string, (text: string) => string][] = [
    ["is not JSON", () => "{"],
    ["is an array", () => "[]"],
    ["has no members", (text) => text.replace('"members"', '"mebmers"')],
    [
      "has a negative size",
      (text) => text.replace(/"bytes":\d+/, '"bytes":-1'),
    ],
    [
      "has a short digest",
      (text) => text.replace(/"sha256":"../, '"sha256":"'),
    ],
    [
      "lists a member twice",
      (text) =>
        text.replace(
          /"members":\[(\{[^}]*\})/,
          (_all, one: string) => `"members":[${one},${one}`,
        ),
    ],
    ["is nested a million deep", () => "[".repeat(1_000_000)],
  ];
  it.each(lyingManifests)(
    "refuses a manifest that %s",
    async (_what, manifestText) => {
      const error = await errorOf(archive({ manifestText }));
      expect(error).toMatchObject({
        code: "archive-malformed",
        detail: { member: "manifest.json" },
      });
    },
  );

  it("refuses a manifest that counts other entries or another size", async () => {
    expect(
      await errorOf(
        archive({
          manifestText: (text) => text.replace('"entries":3', '"entries":2'),
        }),
      ),
    ).toMatchObject({ code: "journal-corrupt" });
    expect(
      await errorOf(
        archive({
          manifestText: (text) => text.replace(/"bytes":\d+/, '"bytes":1'),
        }),
      ),
    ).toMatchObject({ code: "archive-mismatch" });
  });

  it("refuses a journal whose chain was cut and stitched", async () => {
    const lines = journalOf(entries).text.split("\n");
    const stitched = `${lines[0]}\n${lines[2]}\n`;
    const error = await errorOf(
      archive({
        listed: (listed) =>
          listed.map((item) =>
            item.kind === "journal"
              ? {
                  ...item,
                  bytes: Buffer.byteLength(stitched),
                  sha256: sha256Of(stitched),
                }
              : item,
          ),
        members: (members) =>
          members.map((item) =>
            item.name === "journal.jsonl"
              ? member("journal.jsonl", stitched)
              : item,
          ),
      }),
    );
    expect(error).toMatchObject({
      code: "journal-corrupt",
      detail: { line: 2 },
    });
  });

  it("refuses a newer major and opens a newer minor", async () => {
    for (const schema of ["trivet.archive/2", "trivet.archive/10.3"])
      expect(await errorOf(archive({ schema }))).toMatchObject({
        code: "archive-too-new",
        detail: { schema },
      });
    for (const schema of ["trivet.archive/0", "other/1", 7, {}])
      expect((await errorOf(archive({ schema }))).code).toBe(
        "archive-malformed",
      );
    const path = join(folder, "minor.trivet");
    await writeFile(path, archive({ schema: "trivet.archive/1.4" }));
    const opened = await openInvestigation(path);
    expect(opened.entries).toHaveLength(3);
    await opened.close();
  });

  it("keeps what a newer version wrote and says so", async () => {
    const path = join(folder, "newer.trivet");
    await writeFile(
      path,
      archive({
        entryJsons: [
          ...entries,
          '{"type":"oom-kill","atMillis":7}',
          JSON.stringify({ ...sampleAt(2), humidity: 0.4 }),
        ],
      }),
    );
    const opened = await openInvestigation(path);
    expect(opened.entries).toHaveLength(4);
    expect(opened.entries.at(-1)).toEqual(sampleAt(2));
    expect(opened.warnings).toEqual([
      {
        code: "archive-too-new",
        message: expect.stringContaining("oom-kill") as string,
      },
    ]);
    await opened.close();
  });

  it("is not impressed by __proto__", async () => {
    const path = join(folder, "proto.trivet");
    const poisoned = JSON.stringify(sampleAt(2))
      .replace('"values":{', '"values":{"__proto__":{"polluted":1},')
      .replace(
        "{",
        '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},',
      );
    const poisonedValue = JSON.stringify(sampleAt(3)).replace(
      '"values":{',
      '"values":{"__proto__":5,',
    );
    await writeFile(
      path,
      archive({
        entryJsons: [...entries, poisoned, poisonedValue],
        manifestText: (text) =>
          text.replace("{", '{"__proto__":{"polluted":1},'),
      }),
    );
    const opened = await openInvestigation(path);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    for (const entry of opened.entries) {
      expect("polluted" in entry).toBe(false);
      if (entry.type !== "sample") continue;
      expect(Object.getPrototypeOf(entry.values)).toBe(Object.prototype);
      expect("polluted" in entry.values).toBe(false);
    }
    await opened.close();
  });

  it("refuses an archive that was packed again without a seal", async () => {
    expect(await errorOf(archive({ sealed: false }))).toMatchObject({
      code: "archive-mismatch",
    });
    expect(
      await errorOf(archive({ comment: `trivet sha256 ${"0".repeat(64)}` })),
    ).toMatchObject({ code: "archive-mismatch" });
  });

  it("refuses a file that was cut off, wherever", async () => {
    const whole = archive({});
    for (let size = 0; size < whole.length; size += 7) {
      const error = await errorOf(whole.subarray(0, size));
      expect(error.code).toBe("archive-malformed");
    }
  });

  it("refuses what is no archive at all", async () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from("not a zip"),
      Buffer.alloc(100_000, 0x50),
      Buffer.concat([archive({}), Buffer.from("trailing")]),
    ])
      expect((await errorOf(bytes)).code).toBe("archive-malformed");
    await expect(
      openInvestigation(join(folder, "absent")),
    ).rejects.toMatchObject({ code: "not-found" });
  });
});

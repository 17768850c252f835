import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toTrivetError } from "../../../../src/core/errors.ts";
import { emptyViewState } from "../../../../src/core/investigation/view-state.ts";
import {
  chainStart,
  decodeJournalLine,
  encodeJournalLine,
  type ChainPosition,
} from "../../../../src/core/project-file/journal-line.ts";
import {
  everyKind,
  header,
  sampleAt,
} from "../../../support/sample-journal.ts";

const sha256 = (data: string | Uint8Array): string =>
  createHash("sha256").update(data).digest("hex");

function encodeAll(jsons: readonly string[]): string[] {
  let position = chainStart;
  return jsons.map((json) => {
    const { line, next } = encodeJournalLine(position, json, sha256);
    position = next;
    return line.slice(0, -1);
  });
}

/** A line with a right hash around whatever body, as a hostile writer makes it. */
function forge(body: string, position: ChainPosition = chainStart): string {
  return `{"hash":"${sha256(`${position.hash}\n${body}`)}",${body.slice(1)}`;
}

describe("a journal line", () => {
  it("is what docs/project-file-format.md says", () => {
    const [first, second] = encodeAll(['{"type":"x"}', '{"type":"y"}']);
    const body0 = '{"schema":"trivet.journal/1","seq":0,"entry":{"type":"x"}}';
    const hash0 = sha256(`${"0".repeat(64)}\n${body0}`);
    expect(first).toBe(`{"hash":"${hash0}",${body0.slice(1)}`);
    const body1 = '{"seq":1,"entry":{"type":"y"}}';
    expect(second).toBe(
      `{"hash":"${sha256(`${hash0}\n${body1}`)}",${body1.slice(1)}`,
    );
  });

  it("brings every kind of entry back", () => {
    let position = chainStart;
    encodeAll(everyKind.map((entry) => JSON.stringify(entry))).forEach(
      (line, index) => {
        const decoded = decodeJournalLine(position, line, sha256);
        expect(decoded.problem).toBe("");
        expect(decoded.entry).toEqual(everyKind[index]);
        position = decoded.next;
      },
    );
    expect(position.seq).toBe(everyKind.length);
  });

  it("opens a view that was saved before there were filters", () => {
    const { panel, zoom, snapshotId, comparison, sampleType } = emptyViewState;
    const selectedFunction = "main.main";
    const old = { panel, zoom, snapshotId, comparison, sampleType };
    const entry = {
      type: "view",
      atMillis: 1,
      view: { ...old, selectedFunction },
    };
    const [line = ""] = encodeAll([JSON.stringify(entry)]);
    expect(decodeJournalLine(chainStart, line, sha256).entry).toEqual({
      ...entry,
      view: { ...emptyViewState, selectedFunction },
    });
  });

  it("opens a view that was saved before zoom and search were kept", () => {
    const { flame: plain, goroutines: _, base: __, ...old } = emptyViewState;
    const { path: ___, search: ____, ...flame } = plain;
    const entry = { type: "view", atMillis: 1, view: { ...old, flame } };
    const [line = ""] = encodeAll([JSON.stringify(entry)]);
    expect(decodeJournalLine(chainStart, line, sha256).entry).toEqual({
      ...entry,
      view: emptyViewState,
    });
  });

  it("is refused when any one character is changed", () => {
    const [line = ""] = encodeAll([JSON.stringify(header)]);
    for (let at = 0; at < line.length; at++) {
      const other = String.fromCharCode(line.charCodeAt(at) ^ 1);
      const changed = line.slice(0, at) + other + line.slice(at + 1);
      expect(() => decodeJournalLine(chainStart, changed, sha256)).toThrow(
        expect.objectContaining({ code: "journal-corrupt" }) as Error,
      );
    }
  });

  it("is refused out of its place", () => {
    const lines = encodeAll(
      [header, sampleAt(1), sampleAt(2)].map((entry) => JSON.stringify(entry)),
    );
    const first = decodeJournalLine(chainStart, lines[0]!, sha256);
    expect(() => decodeJournalLine(first.next, lines[2]!, sha256)).toThrow(
      /line 2 does not continue the hash chain/,
    );
    const renumbered = forge(
      '{"seq":5,"entry":{"type":"note-removed","id":"n"}}',
      first.next,
    );
    expect(() => decodeJournalLine(first.next, renumbered, sha256)).toThrow(
      /another line's number/,
    );
  });

  it("names its schema first, and a newer major is too new", () => {
    const line = (schema: string): string =>
      forge(`{"schema":${schema},"seq":0,"entry":{"type":"x"}}`);
    expect(() =>
      decodeJournalLine(chainStart, line('"trivet.journal/2"'), sha256),
    ).toThrow(expect.objectContaining({ code: "archive-too-new" }) as Error);
    expect(() => decodeJournalLine(chainStart, line("null"), sha256)).toThrow(
      expect.objectContaining({ code: "archive-malformed" }) as Error,
    );
    expect(
      decodeJournalLine(chainStart, line('"trivet.journal/1.7"'), sha256).entry,
    ).toBeNull();
  });

  it("keeps its place when its entry is of a newer version", () => {
    const unknown: readonly [string, RegExp][] = [
      ['{"type":"oom-kill","pid":7}', /unknown type "oom-kill"/],
      ['{"kind":"sample"}', /unknown type \(none\)/],
      ["null", /unknown type/],
      ["[1,2]", /unknown type/],
      [
        JSON.stringify({ ...sampleAt(1), source: "ebpf" }),
        /"sample": source: /,
      ],
      [
        JSON.stringify(sampleAt(1)).replace(
          '"heapAlloc":',
          '"x":"y","heapAlloc":',
        ),
        /"sample": values\.x: /,
      ],
      [
        JSON.stringify({ ...sampleAt(1), values: { heapAlloc: 1.7e308 } }),
        /"sample": values\.heapAlloc: /,
      ],
      [
        JSON.stringify({ ...sampleAt(1), atMillis: 8.6e15 }),
        /"sample": atMillis: /,
      ],
      [
        JSON.stringify({ ...sampleAt(1), atMillis: -1 }),
        /"sample": atMillis: /,
      ],
    ];
    for (const [json, problem] of unknown) {
      const [line = ""] = encodeAll([json]);
      const decoded = decodeJournalLine(chainStart, line, sha256);
      expect(decoded.entry).toBeNull();
      expect(decoded.problem).toMatch(problem);
      expect(decoded.next.seq).toBe(1);
    }
  });

  it("ignores fields that a newer version added", () => {
    const [line = ""] = encodeAll([
      JSON.stringify({ ...sampleAt(1), humidity: 0.4 }),
    ]);
    expect(decodeJournalLine(chainStart, line, sha256).entry).toEqual(
      sampleAt(1),
    );
  });

  it("is harmless with __proto__ and constructor keys anywhere", () => {
    const poison = '"__proto__":{"polluted":true},"constructor":{"a":1}';
    const bodies = [
      `{${poison},${JSON.stringify(sampleAt(1)).slice(1)}`,
      JSON.stringify(sampleAt(1)).replace(
        '"values":{',
        '"values":{"__proto__":5,',
      ),
      `{"type":"event",${poison},"event":{"id":"e","targetId":null,"kind":"warning","atMillis":0,"text":"","data":{"__proto__":"x","k":1}}}`,
    ];
    for (const body of bodies) {
      const [line = ""] = encodeAll([body]);
      const { entry } = decodeJournalLine(chainStart, line, sha256);
      expect(entry).not.toBeNull();
      expect(Object.getPrototypeOf(entry)).toBe(Object.prototype);
      expect("polluted" in entry!).toBe(false);
      if (entry?.type === "sample")
        expect(Object.keys(entry.values)).not.toContain("__proto__");
    }
    expect("polluted" in {}).toBe(false);
  });

  it("survives an entry nested a hundred thousand deep", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const [line = ""] = encodeAll([`{"type":"note","note":${deep}}`]);
    expect(decodeJournalLine(chainStart, line, sha256).entry).toBeNull();
  });

  it("never throws anything but a coded error", () => {
    const anyLine = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json(),
      fc.json().map((json) => forge(`{"seq":0,"entry":${json}}`)),
      fc
        .json()
        .map((json) =>
          forge(`{"schema":"trivet.journal/1","seq":0,"entry":${json}}`),
        ),
      fc
        .string({ unit: "binary" })
        .map((text) => forge(`{"schema":"trivet.journal/1",${text}`)),
    );
    fc.assert(
      fc.property(anyLine, (line) => {
        try {
          const { next } = decodeJournalLine(chainStart, line, sha256);
          expect(next.seq).toBe(1);
        } catch (error) {
          expect([
            "journal-corrupt",
            "archive-too-new",
            "archive-malformed",
          ]).toContain(toTrivetError(error).code);
        }
      }),
      { numRuns: 500 },
    );
  });
});

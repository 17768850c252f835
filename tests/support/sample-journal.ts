// One entry of every kind, with the characters that break careless writers, and a small recording made of them.

import type { JournalEntry } from "../../src/core/investigation/journal-entry.ts";
import { emptyViewState } from "../../src/core/investigation/view-state.ts";

export const startMillis = Date.UTC(2026, 7, 23, 10, 0, 0);

export const header: JournalEntry = {
  type: "header",
  createdAtMillis: startMillis,
  title: "gateway leaks 内存泄漏",
  tool: { name: "trivet", version: "0.1.0" },
  host: "prod-7",
};

export const target: JournalEntry = {
  type: "target",
  target: {
    id: "target-1",
    label: "gateway @ 127.0.0.1:6060",
    url: "http://127.0.0.1:6060/debug/pprof",
    pid: 4711,
    startTicks: 123_456,
    exe: "/srv/gateway",
    goVersion: "go1.19.8",
    buildId: null,
    host: "prod-7",
    memoryLimitBytes: null,
  },
};

/** One reading of the counters, `second` seconds after the start. */
export function sampleAt(second: number): JournalEntry {
  return {
    type: "sample",
    targetId: "target-1",
    source: "memstats",
    atMillis: startMillis + second * 1000,
    tookMs: 3.25,
    values: { heapAlloc: 1_000_000 + second * 4096, numGc: second },
  };
}

/** A snapshot entry that points to evidence. */
export function snapshotOf(
  evidence: { member: string; sha256: string; bytes: number },
  second: number,
): JournalEntry {
  return {
    type: "snapshot",
    snapshot: {
      id: `heap-${second}`,
      targetId: "target-1",
      kind: "heap",
      requestedAtMillis: startMillis + second * 1000,
      atMillis: startMillis + second * 1000 + 12,
      ...evidence,
      request: "http://127.0.0.1:6060/debug/pprof/heap",
      gcCount: 7,
      forcedGc: false,
    },
  };
}

export const everyKind: readonly JournalEntry[] = [
  header,
  target,
  sampleAt(1),
  {
    type: "gap",
    gap: {
      targetId: "target-1",
      source: "memstats",
      fromMillis: startMillis + 2000,
      toMillis: null,
      code: "target-timeout",
      reason: "no answer in 5 s",
    },
  },
  {
    type: "gc",
    cycles: [
      {
        targetId: "target-1",
        number: 7,
        endMillis: startMillis + 900,
        pauseNs: 81_000,
      },
    ],
  },
  snapshotOf(
    {
      member: `evidence/${"a".repeat(64)}.pb.gz`,
      sha256: "a".repeat(64),
      bytes: 12,
    },
    3,
  ),
  {
    type: "event",
    event: {
      id: "event-1",
      targetId: null,
      kind: "gdb-stopped",
      atMillis: startMillis + 4000,
      text: 'stopped: "SIGINT"\u2028\u0000\ud800',
      data: { signal: "SIGINT", frame: 3, ours: true },
    },
  },
  {
    type: "note",
    note: {
      id: "note-1",
      atMillis: startMillis + 5000,
      aboutMillis: null,
      text: "the cache is never reset\n字形缓存",
    },
  },
  { type: "note-removed", id: "note-1" },
  {
    type: "action",
    action: {
      atMillis: startMillis + 6000,
      actor: "user",
      action: "attach",
      detail: "gdb -p 4711",
    },
  },
  {
    type: "transcript",
    chunk: {
      session: "gdb-1",
      atMillis: startMillis + 7000,
      direction: "output",
      text: "\u001b[31m(gdb)\u001b[0m info goroutines\r\n",
    },
  },
  {
    type: "view",
    atMillis: startMillis + 8000,
    view: {
      ...emptyViewState,
      panel: "compare",
      comparison: { a: "heap-1", b: "heap-3" },
    },
  },
];

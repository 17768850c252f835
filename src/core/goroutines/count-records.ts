// Goroutines that come counted by stack and labels, as records: what a profile and `debug=1` tell of them.

import type { GoroutineDump, GoroutineRecord } from "./goroutine-dump.ts";
import { StackPool } from "./stack-pool.ts";

export interface CountedStack {
  /** Leaf first. */
  readonly frames: readonly {
    readonly function: string;
    readonly file: string;
    readonly line: number;
  }[];
  readonly count: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** A dump of form `profile`: no ids, states, waits or creators. */
export function countedDump(groups: readonly CountedStack[]): GoroutineDump {
  const pool = new StackPool();
  return {
    form: "profile",
    head: "",
    goroutines: groups.map((group) => countedRecord(group, pool)),
    schedulers: [],
    registers: {},
    damage: [],
  };
}

function countedRecord(group: CountedStack, pool: StackPool): GoroutineRecord {
  return {
    id: null,
    count: group.count,
    state: null,
    waitMinutes: null,
    lockedToThread: false,
    scan: false,
    leaked: false,
    durable: false,
    synctestBubble: null,
    labels: group.labels,
    runtime: null,
    stack: pool.stack(
      group.frames.map((frame) =>
        pool.frame({ ...frame, offset: null, pc: null }),
      ),
    ),
    arguments: [],
    stackUnavailable: false,
    createdBy: null,
    ancestors: [],
    cut: false,
  };
}

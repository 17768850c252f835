// Holds a debug=2 dump against what tests/programs/goroutine-states wrote down about itself.

import { expect } from "vitest";
import type { GoroutineDump } from "../../src/core/goroutines/goroutine-dump.ts";

export interface Truth {
  readonly main: number;
  readonly parked: readonly {
    readonly id: number;
    readonly pool: string;
    readonly parent: number;
    readonly locked: boolean;
    readonly labels: Readonly<Record<string, string>> | null;
  }[];
}

/** A pool's state and the frame that parks, by the minor version of Go. */
function expectation(pool: string, minor: number): readonly [string, string] {
  const table: Readonly<Record<string, readonly [string, string]>> = {
    send: ["chan send", "main.send"],
    receive: ["chan receive", "main.receive"],
    many: ["chan receive", "main.receive"],
    "nil-receive": ["chan receive (nil chan)", "main.receive"],
    "nil-send": ["chan send (nil chan)", "main.send"],
    select: ["select", "main.choose"],
    "no-cases": ["select (no cases)", "main.forever"],
    inlined: ["chan receive", "main.inlined"],
    deep: ["chan receive", "main.descend"],
    mutex: [
      minor < 20 ? "semacquire" : "sync.Mutex.Lock",
      "sync.(*Mutex).Lock",
    ],
    rwmutex: [
      minor < 20 ? "semacquire" : "sync.RWMutex.RLock",
      "main.(*store[...]).get",
    ],
    cond: ["sync.Cond.Wait", "sync.(*Cond).Wait"],
    waitgroup: [
      minor < 25 ? "semacquire" : "sync.WaitGroup.Wait",
      "sync.(*WaitGroup).Wait",
    ],
    sleep: ["sleep", "time.Sleep"],
    accept: ["IO wait", "net.(*TCPListener).Accept"],
    pipe: ["IO wait", "os.(*File).Read"],
    syscall: ["syscall", "syscall.Read"],
    readers: ["chan receive", "main.receive"],
    tricky: ["chan receive", "main.receive"],
    locked: ["chan receive", "main.receive"],
  };
  const known = table[pool];
  if (known === undefined) throw new Error(`no expectation for ${pool}`);
  return known;
}

export function checkAgainstTruth(
  dump: GoroutineDump,
  truth: Truth,
  go: {
    readonly minor: number;
    readonly hasLabels: boolean;
    readonly waitMinutes: number;
  },
): void {
  const byId = new Map(dump.goroutines.map((record) => [record.id, record]));
  expect([...byId.keys()].sort()).toEqual(
    [truth.main, ...truth.parked.map(({ id }) => id)].sort(),
  );
  for (const parked of truth.parked) {
    const record = byId.get(parked.id as never);
    const [state, frame] = expectation(parked.pool, go.minor);
    const names = record?.stack.frames.map((own) => own.function);
    expect(names, parked.pool).toContain(frame);
    expect(record, parked.pool).toMatchObject({
      state,
      count: 1,
      waitMinutes: go.waitMinutes,
      lockedToThread: parked.locked,
      cut: false,
      stackUnavailable: false,
      labels: (go.hasLabels ? parked.labels : null) ?? {},
    });
    expect(record?.arguments).toHaveLength(names?.length ?? -1);
    expect(record?.createdBy?.frame.function).toMatch(
      /^main\.\(\*Lot\)\.start/,
    );
    expect(record?.createdBy?.parent).toBe(
      go.minor >= 21 ? parked.parent : null,
    );
    if (parked.pool === "deep" && go.minor >= 21)
      expect(record?.stack.elided).toEqual({ after: 50, count: 104 });
    else if (parked.pool !== "deep") expect(record?.stack.elided).toBeNull();
  }
}

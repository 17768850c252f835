// Time and marks of the debugger session, on a clock that is set by hand. The rest runs on a real gdb
// (tests/integration/gdb-*.test.ts).

import { describe, expect, it } from "vitest";
import { TrivetError } from "../../../src/core/errors.ts";
import type { TranscriptChunk } from "../../../src/core/investigation/model.ts";
import { GdbConsole } from "../../../src/services/gdb-console.ts";
import { gdbRefusal } from "../../../src/services/gdb-errors.ts";
import { GdbMiClient } from "../../../src/services/gdb-mi-client.ts";
import { GdbStopMeter } from "../../../src/services/gdb-stop-meter.ts";
import type { Clock } from "../../../src/services/ports/basics.ts";
import type { GdbProcess } from "../../../src/services/ports/gdb.ts";

class HandClock implements Clock {
  now = 1000;
  readonly #sleepers = new Set<{ at: number; wake: () => void }>();
  nowMillis(): number {
    return this.now;
  }
  monotonicMillis(): number {
    return this.now;
  }
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { at: this.now + ms, wake: resolve };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", () => {
        this.#sleepers.delete(sleeper);
        reject(new TrivetError("cancelled", "cancelled"));
      });
    });
  }
  async advance(ms: number): Promise<void> {
    const end = this.now + ms;
    for (;;) {
      const next = [...this.#sleepers]
        .filter(({ at }) => at <= end)
        .sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.now = next.at;
      this.#sleepers.delete(next);
      next.wake();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.now = end;
  }
}

class ScriptedGdb implements GdbProcess {
  readonly pid = 1;
  readonly calls: string[] = [];
  print: (text: string) => void = () => undefined;
  say: (line: string) => void = () => undefined;
  writeConsole(text: string): void {
    this.calls.push(`console ${text}`);
  }
  onConsole(listener: (text: string) => void) {
    this.print = listener;
    return { dispose: () => undefined };
  }
  pauseConsole(): void {
    this.calls.push("pause");
  }
  resumeConsole(): void {
    this.calls.push("resume");
  }
  resize(): void {
    this.calls.push("resize");
  }
  writeMi(line: string): void {
    this.calls.push(line);
  }
  onMiLine(listener: (line: string) => void) {
    this.say = listener;
    return { dispose: () => (this.say = () => undefined) };
  }
  onExit() {
    return { dispose: () => undefined };
  }
  terminate(): void {
    this.calls.push("terminate");
  }
}

describe("GdbConsole", () => {
  const make = () => {
    const gdb = new ScriptedGdb();
    const clock = new HandClock();
    const chunks: TranscriptChunk[] = [];
    const console = new GdbConsole({
      process: gdb,
      clock,
      session: "gdb-1",
      onOutput: () => undefined,
      onChunk: (chunk) => chunks.push(chunk),
    });
    return { gdb, clock, chunks, console };
  };

  it("holds gdb back above 100 000 undrawn characters and lets it go on at 5 000", () => {
    const { gdb, console } = make();
    gdb.print("x".repeat(100_000));
    expect(gdb.calls).toEqual([]);
    gdb.print("x");
    gdb.print("x");
    expect(gdb.calls).toEqual(["pause"]);
    console.acknowledge(95_001);
    expect(gdb.calls).toEqual(["pause"]);
    console.acknowledge(1);
    expect(gdb.calls).toEqual(["pause", "resume"]);
    console.acknowledge(1_000_000); // more than was printed: nothing is owed to us
    gdb.print("x".repeat(100_001));
    expect(gdb.calls).toEqual(["pause", "resume", "pause"]);
    console.release();
    gdb.print("x".repeat(200_000));
    expect(gdb.calls).toEqual(["pause", "resume", "pause", "resume"]);
  });

  it("writes the transcript in pieces of 200 ms, each with the time it began", async () => {
    const { gdb, clock, chunks, console } = make();
    console.type("p");
    await clock.advance(50);
    gdb.print("p");
    console.type("\n");
    gdb.print("\n$1 = 2\n");
    expect(chunks).toEqual([]);
    await clock.advance(150);
    expect(chunks).toEqual([
      { session: "gdb-1", direction: "input", atMillis: 1000, text: "p\n" },
      {
        session: "gdb-1",
        direction: "output",
        atMillis: 1050,
        text: "p\n$1 = 2\n",
      },
    ]);
    gdb.print("late");
    console.flush();
    expect(chunks.at(-1)).toMatchObject({ atMillis: 1200, text: "late" });
    await clock.advance(1000);
    expect(chunks).toHaveLength(3);
  });
});

describe("GdbStopMeter", () => {
  const make = (budgetMs = 5000) => {
    const clock = new HandClock();
    const events: string[] = [];
    const meter = new GdbStopMeter(
      clock,
      (kind, atMillis, _text, data) =>
        events.push(`${atMillis} ${kind} ${JSON.stringify(data)}`),
      budgetMs,
    );
    return { clock, events, meter };
  };

  it("writes a stop that lasts, its end, and one warning over the budget", async () => {
    const { clock, events, meter } = make();
    meter.begin("SIGINT");
    await clock.advance(4000);
    expect(meter.cost).toEqual({ stops: 1, stoppedMs: 4000 });
    expect(meter.stoppedSinceMillis).toBe(1000);
    await clock.advance(6000);
    meter.end();
    await clock.advance(60_000);
    expect(events).toEqual([
      '1000 gdb-stopped {"reason":"SIGINT"}',
      '6000 warning {"code":"stop-budget","budgetMs":5000}',
      '11000 gdb-resumed {"stoppedMs":10000}',
    ]);
    expect(meter.cost).toEqual({ stops: 1, stoppedMs: 10_000 });
    expect(meter.stoppedSinceMillis).toBeNull();
  });

  it("sums short stops up, and counts every one", async () => {
    const { clock, events, meter } = make();
    for (let i = 0; i < 300; i++) {
      meter.begin("breakpoint-hit");
      await clock.advance(3);
      meter.end();
      await clock.advance(7);
    }
    meter.flush();
    expect(meter.cost).toEqual({ stops: 300, stoppedMs: 900 });
    expect(events.length).toBeLessThanOrEqual(4);
    const counted = events.map(
      (event) =>
        (JSON.parse(event.slice(event.indexOf("{"))) as { stops: number })
          .stops,
    );
    expect(counted.reduce((a, b) => a + b, 0)).toBe(300);
  });

  it("ends nothing that has not begun, and begins a stop once", async () => {
    const { clock, events, meter } = make();
    meter.end();
    meter.begin("a");
    meter.begin("b");
    await clock.advance(200);
    meter.end();
    expect(meter.cost.stops).toBe(1);
    expect(events[0]).toContain('"reason":"a"');
  });
});

describe("GdbMiClient", () => {
  const make = () => {
    const gdb = new ScriptedGdb();
    const clock = new HandClock();
    return { gdb, clock, mi: new GdbMiClient(gdb, clock, () => undefined) };
  };

  it("matches answers by number, in whatever order they come", async () => {
    const { gdb, mi } = make();
    const first = mi.send("-a", 1000);
    const second = mi.send("-b", 1000);
    expect(gdb.calls).toEqual(["1-a", "2-b"]);
    gdb.say('2^done,value="b"');
    gdb.say('1^done,value="a"');
    expect((await first).token).toBe(1);
    expect((await second).token).toBe(2);
  });

  it("gives back what a console command printed", async () => {
    const { gdb, mi } = make();
    const answer = mi.sendConsole('print "x"', 1000);
    expect(gdb.calls).toEqual(['1-interpreter-exec console "print \\"x\\""']);
    gdb.say('~"$1 = "');
    gdb.say('*running,thread-id="all"');
    gdb.say('~"\\"x\\"\\n"');
    gdb.say("1^done");
    expect(await answer).toBe('$1 = "x"\n');
  });

  it("tells an error, a silence and an end apart", async () => {
    const { gdb, clock, mi } = make();
    const refused = mi.send("-target-attach 5", 1000);
    gdb.say('&"warning: process 5 is already traced by process 6\\n"');
    gdb.say('1^error,msg="ptrace: Operation not permitted."');
    await expect(refused).rejects.toMatchObject({ code: "already-traced" });

    const silent = mi.send("-slow", 1000);
    const late = expect(silent).rejects.toMatchObject({ code: "gdb-timeout" });
    await clock.advance(1000);
    await late;
    gdb.say("2^done"); // the answer to nobody
    gdb.say("garbage");

    const cut = mi.send("-c", 1000);
    mi.close(new TrivetError("gdb-died", "gdb has ended"));
    await expect(cut).rejects.toMatchObject({ code: "gdb-died" });
    await expect(mi.send("-d", 1000)).rejects.toMatchObject({
      code: "gdb-died",
    });
  });
});

describe("gdbRefusal", () => {
  it.each([
    ["ptrace: Operation not permitted.", "", "ptrace-refused"],
    [
      "ptrace: Operation not permitted.",
      "warning: process 5 is already traced by process 6\n",
      "already-traced",
    ],
    ["ptrace: No such process.", "", "pid-not-found"],
    ["Cannot access memory at address 0x0", "", "gdb-failed"],
  ])("%s %s: %s", (message, log, code) => {
    const error = gdbRefusal(message, log);
    expect(error.code).toBe(code);
    expect(error.message).toContain(message);
  });
});

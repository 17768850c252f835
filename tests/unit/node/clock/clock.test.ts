import { describe, expect, it } from "vitest";
import { SequentialIdentifiers } from "../../../../src/node/clock/sequential-identifiers.ts";
import { SystemClock } from "../../../../src/node/clock/system-clock.ts";

describe("SequentialIdentifiers", () => {
  it("counts by prefix and goes on after what is taken", () => {
    const ids = new SequentialIdentifiers([
      "heap-7",
      "heap-3",
      "event-x",
      "-1",
    ]);
    expect(["heap", "event", "heap"].map((prefix) => ids.next(prefix))).toEqual(
      ["heap-8", "event-1", "heap-9"],
    );
  });
});

describe("SystemClock", () => {
  it("sleeps, and wakes at once when cancelled", async () => {
    const clock = new SystemClock();
    const started = clock.monotonicMillis();
    await clock.sleep(20);
    expect(clock.monotonicMillis() - started).toBeGreaterThanOrEqual(19);
    const controller = new AbortController();
    const long = clock.sleep(60_000, controller.signal);
    controller.abort();
    await expect(long).rejects.toMatchObject({ code: "cancelled" });
    await expect(clock.sleep(60_000, controller.signal)).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});

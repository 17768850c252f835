import { describe, expect, it } from "vitest";
import { Desk } from "../../../src/main/desk.ts";
import { TrivetError } from "../../../src/core/errors.ts";
import type { LiveInvestigation } from "../../../src/main/live-investigation.ts";
import type { Parting } from "../../../src/main/parting.ts";

const free = async (from: LiveInvestigation | null): Promise<Parting> => ({
  from,
  settle: async () => undefined,
});

/** Only what the desk touches. */
function investigation(name: string, log: string[]): LiveInvestigation {
  return {
    close: async () => {
      log.push(`close ${name}`);
    },
  } as unknown as LiveInvestigation;
}

describe("Desk", () => {
  it("puts the one before away after the next lies open", async () => {
    const log: string[] = [];
    const desk: Desk = new Desk(() => log.push("changed"), free);
    expect(() => desk.current).toThrow(/no investigation is open/);
    const first = investigation("first", log);
    const second = investigation("second", log);
    await desk.replace(async () => first);
    await desk.replace(async () => second);
    expect(desk.current).toBe(second);
    expect(log).toEqual(["changed", "changed", "close first"]);
  });

  it("keeps what is open when opening another fails", async () => {
    const log: string[] = [];
    const desk = new Desk(() => log.push("changed"), free);
    const first = investigation("first", log);
    await desk.replace(async () => first);
    await expect(
      desk.replace(() => Promise.reject(new Error("no such file"))),
    ).rejects.toThrow("no such file");
    expect(desk.current).toBe(first);
    expect(log).toEqual(["changed"]);
    await desk.clear();
    expect(desk.open).toBeNull();
    expect(log).toEqual(["changed", "close first"]);
  });

  it("goes on with the next when an opening that hangs is cancelled", async () => {
    const log: string[] = [];
    const desk = new Desk(() => log.push("changed"), free);
    const controller = new AbortController();
    let finish: (late: LiveInvestigation) => void = () => undefined;
    const hanging = desk.replace(
      () => new Promise<LiveInvestigation>((resolve) => (finish = resolve)),
      null,
      controller.signal,
    );
    const waiting = new AbortController();
    const given = desk.replace(
      async () => investigation("given up", log),
      null,
      waiting.signal,
    );
    const next = desk.replace(async () => investigation("next", log));
    await new Promise((resolve) => setTimeout(resolve, 0)); // it has begun
    waiting.abort();
    controller.abort();
    await expect(hanging).rejects.toMatchObject({ code: "cancelled" });
    await expect(given).rejects.toMatchObject({ code: "cancelled" });
    expect(desk.open).toBe(await next);
    finish(investigation("late", log));
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(log).toEqual(["changed", "close late"]);
  });

  it("opens one after the other, in the order that was asked for", async () => {
    const log: string[] = [];
    const desk = new Desk(() => undefined, free);
    const slow = desk.replace(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      log.push("open slow");
      return investigation("slow", log);
    });
    const quick = desk.replace(async () => {
      log.push("open quick");
      return investigation("quick", log);
    });
    await Promise.all([slow, quick]);
    expect(log).toEqual(["open slow", "open quick", "close slow"]);
  });

  it("opens nothing when the one before is to stay", async () => {
    const log: string[] = [];
    const first = investigation("first", log);
    const desk: Desk = new Desk(
      () => undefined,
      (open) =>
        open === null
          ? free(open)
          : Promise.reject(new TrivetError("cancelled", "stays")),
    );
    await desk.replace(async () => first);
    const open = async (): Promise<LiveInvestigation> => {
      log.push("opened");
      return investigation("second", log);
    };
    await expect(desk.replace(open)).rejects.toThrow("stays");
    expect(desk.current).toBe(first);
    expect(log).toEqual([]);
    // What was agreed about it beforehand is not asked again.
    await desk.replace(open, await free(first));
    expect(log).toEqual(["opened", "close first"]);
  });

  it("saves once the next is there, and keeps the one before when that fails", async () => {
    const log: string[] = [];
    const first = investigation("first", log);
    let isFull = true;
    const desk = new Desk(
      () => undefined,
      async (from) => ({
        from,
        settle: async () => {
          log.push("save");
          if (from === first && isFull) throw new Error("disk full");
        },
      }),
    );
    await desk.replace(async () => first);
    const open = async (): Promise<LiveInvestigation> =>
      investigation("second", log);
    await expect(desk.replace(open)).rejects.toThrow("disk full");
    expect(desk.current).toBe(first);
    isFull = false;
    await desk.replace(open);
    expect(log).toEqual([
      "save",
      "save",
      "close second",
      "save",
      "close first",
    ]);
  });
});

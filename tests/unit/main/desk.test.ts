import { describe, expect, it } from "vitest";
import { Desk } from "../../../src/main/desk.ts";
import type { LiveInvestigation } from "../../../src/main/live-investigation.ts";

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
    const desk: Desk = new Desk(() => log.push("changed"));
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
    const desk = new Desk(() => log.push("changed"));
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

  it("opens one after the other, in the order that was asked for", async () => {
    const log: string[] = [];
    const desk = new Desk(() => undefined);
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
});

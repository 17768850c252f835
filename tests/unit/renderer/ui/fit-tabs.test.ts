import { describe, expect, it } from "vitest";
import { fitTabs } from "../../../../src/renderer/ui/fit-tabs.ts";

const widths = [100, 100, 100, 100, 150];

describe("tabs that fit", () => {
  it("are all of them while there is room", () => {
    expect(fitTabs(widths, 0, 550, 60)).toEqual([0, 1, 2, 3, 4]);
  });
  it("leave room for the menu as soon as one does not fit", () => {
    expect(fitTabs(widths, 0, 549, 60)).toEqual([0, 1, 2, 3]);
    expect(fitTabs(widths, 0, 459, 60)).toEqual([0, 1, 2]);
  });
  it("always hold the chosen one, in place of as many as it needs", () => {
    expect(fitTabs(widths, 4, 400, 60)).toEqual([0, 4]);
    expect(fitTabs(widths, 3, 400, 60)).toEqual([0, 1, 3]);
  });
  it("are one at least, however narrow the window", () => {
    expect(fitTabs(widths, 0, 20, 60)).toEqual([0]);
    expect(fitTabs(widths, 2, 20, 60)).toEqual([2]);
    expect(fitTabs(widths, -1, 20, 60)).toEqual([0]);
  });
});

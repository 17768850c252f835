import { expect, test } from "vitest";
import {
  limitsOf,
  shareAfterKey,
  shareAtPointer,
} from "../../../../src/renderer/ui/splitter-model.ts";

const limits = { min: 0.3, max: 0.8 };
const press = (key: string, share: number, isShift = false): number | null =>
  shareAfterKey({ key, isShift }, share, limits);

test("arrows move it, with Shift farther, and never past a limit", () => {
  expect(press("ArrowDown", 0.4)).toBeCloseTo(0.42);
  expect(press("ArrowUp", 0.4)).toBeCloseTo(0.38);
  expect(press("ArrowDown", 0.4, true)).toBeCloseTo(0.5);
  expect(press("ArrowUp", 0.31, true)).toBe(0.3);
  expect(press("ArrowDown", 0.79, true)).toBe(0.8);
  expect(press("Home", 0.5)).toBe(0.3);
  expect(press("End", 0.5)).toBe(0.8);
  expect(press("a", 0.5)).toBeNull();
});

test("it follows the pointer within its limits", () => {
  const box = { top: 100, height: 500 };
  expect(shareAtPointer(350, box, limits)).toBe(0.5);
  expect(shareAtPointer(0, box, limits)).toBe(0.3);
  expect(shareAtPointer(900, box, limits)).toBe(0.8);
  expect(shareAtPointer(900, { top: 0, height: 0 }, limits)).toBeNull();
});

test("both areas keep what they need; in a window too low for both it stands in the middle", () => {
  const least = { above: 200, below: 160 };
  const roomy = limitsOf(1000, least);
  expect(roomy.min).toBeCloseTo(0.2);
  expect(roomy.max).toBeCloseTo(0.84);
  const tight = limitsOf(300, least);
  expect(tight.min).toBe(tight.max);
});

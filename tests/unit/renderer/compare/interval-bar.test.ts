import { expect, test } from "vitest";
import { intervalBar } from "../../../../src/renderer/panels/compare/interval-bar-model.ts";

test("a bar goes from zero to the change, its whisker over the interval", () => {
  const bar = intervalBar({ delta: 50, low: 20, high: 100, reach: 100 }, 102);
  expect(bar).toEqual({
    zero: 51,
    from: 51,
    to: 76,
    low: 61,
    high: 101,
    lowIsCut: false,
    highIsCut: false,
  });
});

test("what shrank goes the other way", () => {
  const bar = intervalBar({ delta: -50, low: -80, high: -10, reach: 100 }, 102);
  expect(bar.from).toBe(26);
  expect(bar.to).toBe(51);
  expect(bar.low).toBeLessThan(bar.high);
});

test("what is out of sight is cut, and nothing leaves the drawing", () => {
  const bar = intervalBar(
    { delta: 500, low: -900, high: 9000, reach: 100 },
    92,
  );
  expect(bar).toMatchObject({
    lowIsCut: true,
    highIsCut: true,
    low: 1,
    high: 91,
  });
  expect(bar.to).toBeLessThanOrEqual(91);
});

test("without any change there is only the zero", () => {
  const bar = intervalBar({ delta: 0, low: 0, high: 0, reach: 0 }, 92);
  expect(bar.from).toBe(bar.to);
  expect(bar.low).toBe(bar.high);
});

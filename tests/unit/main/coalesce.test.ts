import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { coalesce } from "../../../src/main/coalesce.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("coalesce", () => {
  it("sends the first at once and folds the rest into one per interval", () => {
    let sent = 0;
    const news = coalesce(250, () => sent++);
    for (let millis = 0; millis < 1000; millis += 10) {
      news.touch();
      vi.advanceTimersByTime(10);
    }
    expect(sent).toBe(5);
    vi.advanceTimersByTime(1000);
    expect(sent).toBe(5);
    news.touch();
    expect(sent).toBe(6);
  });

  it("never loses the last", () => {
    let value = 0;
    let seen = 0;
    const news = coalesce(250, () => (seen = value));
    news.touch();
    value = 7;
    news.touch();
    expect(seen).toBe(0);
    vi.advanceTimersByTime(250);
    expect(seen).toBe(7);
  });

  it("sends on flush only what waits, and nothing once disposed", () => {
    let sent = 0;
    const news = coalesce(250, () => sent++);
    news.flush();
    news.touch();
    news.flush();
    news.touch();
    news.flush();
    expect(sent).toBe(2);
    news.touch();
    news.dispose();
    vi.advanceTimersByTime(1000);
    news.touch();
    expect(sent).toBe(2);
  });
});

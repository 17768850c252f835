import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { GdbState } from "../../../../src/core/investigation/live-state.ts";
import {
  detachedGdb,
  expectGdbEnd,
  receiveGdb,
  useGdbStore,
} from "../../../../src/renderer/state/gdb-store.ts";
import { useToastStore } from "../../../../src/renderer/state/toast-store.ts";

const say = (...states: GdbState["status"][]): void => {
  for (const status of states) receiveGdb({ ...detachedGdb, status });
  vi.runAllTimers();
};
const toasts = (): unknown =>
  useToastStore
    .getState()
    .toasts.map(({ content }) =>
      content.kind === "message" ? content.message.id : content.error.code,
    );

describe("the end of gdb", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    useGdbStore.setState({ gdb: detachedGdb, isHolding: false });
    useToastStore.setState({ toasts: [] });
  });
  afterEach(() => void vi.useRealTimers());

  it("is told when nobody asked for it", () => {
    say("attaching", "stopped", "running", "detaching", "detached");
    expect(toasts()).toEqual(["gdb.ended"]);
  });
  it("is no news when the user detached", () => {
    say("attaching", "stopped");
    expectGdbEnd();
    say("detaching", "detached");
    expect(toasts()).toEqual([]);
  });
  it("is no news when attaching failed: that was said already", () => {
    say("attaching", "detached", "detached");
    expect(toasts()).toEqual([]);
  });
});

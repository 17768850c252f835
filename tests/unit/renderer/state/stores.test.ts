import { beforeEach, describe, expect, it } from "vitest";
import type { InvestigationState } from "../../../../src/contract/investigation-contract.ts";
import { message } from "../../../../src/core/messages/message.ts";
import { emptyViewState } from "../../../../src/core/investigation/view-state.ts";
import type { TargetState } from "../../../../src/core/investigation/live-state.ts";
import {
  registerCommands,
  runCommand,
} from "../../../../src/renderer/state/command-store.ts";
import {
  receiveInvestigation,
  receiveSamples,
} from "../../../../src/renderer/state/connect-stores.ts";
import {
  currentInvestigation,
  primaryTarget,
} from "../../../../src/renderer/state/investigation-store.ts";
import {
  receiveProgress,
  runTask,
  useProgressStore,
} from "../../../../src/renderer/state/progress-store.ts";
import {
  setNoteMoment,
  useNoteDraft,
} from "../../../../src/renderer/state/note-draft.ts";
import { useSeriesStore } from "../../../../src/renderer/state/series-store.ts";
import { effectiveTheme } from "../../../../src/renderer/state/settings-store.ts";
import {
  reportFailure,
  toastError,
  useToastStore,
} from "../../../../src/renderer/state/toast-store.ts";
import {
  adviceFor,
  failureTitle,
  t,
} from "../../../../src/renderer/state/use-message.ts";
import {
  compare,
  currentView,
  follow,
  selectFunction,
  setZoom,
  showPanel,
  useViewStore,
} from "../../../../src/renderer/state/view-store.ts";

const target = (id: string, status: TargetState["status"]): TargetState => ({
  target: {
    id,
    label: id,
    url: null,
    pid: null,
    startTicks: null,
    exe: null,
    goVersion: null,
    buildId: null,
    host: "here",
    memoryLimitBytes: null,
  },
  status,
  cost: { stops: 0, stoppedMs: 0, requests: 0, bytesRead: 0, forcedGcs: 0 },
  problem: null,
});

const investigation = (
  change: Partial<InvestigationState>,
): InvestigationState => ({
  id: "one",
  title: "",
  createdAtMillis: 0,
  path: "",
  kind: "live",
  recording: true,
  savedTo: null,
  unsaved: false,
  targets: [],
  snapshots: [],
  events: [],
  gaps: [],
  gcCycles: [],
  notes: [],
  actions: [],
  range: null,
  view: emptyViewState,
  warnings: [],
  ...change,
});

describe("the open investigation", () => {
  beforeEach(() => receiveInvestigation(null));

  it("brings its view when it is opened, and leaves the view alone when it changes", () => {
    const saved = { ...emptyViewState, panel: "notes" as const };
    receiveInvestigation(investigation({ view: saved }));
    expect(currentView().panel).toBe("notes");
    showPanel("gdb");
    receiveInvestigation(investigation({ view: saved, unsaved: true }));
    expect(currentView().panel).toBe("gdb");
    receiveInvestigation(investigation({ id: "two", view: saved }));
    expect(currentView().panel).toBe("notes");
    expect(useViewStore.getState().history.past).toHaveLength(0);
  });

  it("takes everything of the one before along: targets and snapshots have the same ids", () => {
    receiveInvestigation(investigation({}));
    receiveSamples({
      investigationId: "one",
      targetId: "target-1",
      untilMillis: 5000,
    });
    setZoom({ fromMillis: 1, toMillis: 9 });
    compare({ a: "heap-1", b: "heap-2" });
    setNoteMoment(4000);
    reportFailure({
      ok: false,
      error: { code: "not-found", message: "", detail: {} },
    });
    const { revision } = useSeriesStore.getState();
    receiveInvestigation(investigation({ unsaved: true }));
    expect(useSeriesStore.getState()).toEqual({
      revision,
      untilMillis: { "target-1": 5000 },
    });

    receiveInvestigation(investigation({ id: "two" }));
    expect(useSeriesStore.getState().untilMillis).toEqual({});
    expect(useSeriesStore.getState().revision).toBeGreaterThan(revision);
    expect(currentView()).toEqual(emptyViewState);
    expect(useNoteDraft.getState().aboutMillis).toBeNull();
    expect(useToastStore.getState().toasts).toEqual([]);
  });

  it("drops samples of an investigation that was closed a moment ago", () => {
    receiveInvestigation(investigation({ id: "two" }));
    receiveSamples({
      investigationId: "one",
      targetId: "target-1",
      untilMillis: 9000,
    });
    expect(useSeriesStore.getState().untilMillis).toEqual({});
  });

  it("is not replaced by late news of the one before", () => {
    receiveInvestigation(investigation({ id: "one" }));
    receiveInvestigation(investigation({ id: "two" }));
    receiveInvestigation(investigation({ id: "one", unsaved: true }));
    expect(currentInvestigation()?.id).toBe("two");
  });

  it("speaks of the target that is watched, else of the last one", () => {
    expect(primaryTarget(null)).toBeNull();
    const ended = target("b", "ended");
    expect(
      primaryTarget(
        investigation({ targets: [target("a", "watching"), ended] }),
      )?.target.id,
    ).toBe("a");
    expect(
      primaryTarget(investigation({ targets: [target("a", "ended"), ended] }))
        ?.target.id,
    ).toBe("b");
  });
});

describe("the view", () => {
  it("picks one function everywhere and follows the newest stretch", () => {
    setZoom({ fromMillis: 1, toMillis: 9 });
    selectFunction("main.leak");
    expect(currentView()).toMatchObject({
      selectedFunction: "main.leak",
      zoom: { fromMillis: 1, toMillis: 9 },
    });
    follow(60_000);
    expect(currentView().zoom).toBeNull();
    expect(useViewStore.getState().followSpanMs).toBe(60_000);
  });
});

describe("failures", () => {
  beforeEach(() => useToastStore.setState({ toasts: [] }));

  it("become a toast, except when cancelled", () => {
    const failed = (code: "disk-full" | "cancelled") =>
      reportFailure({
        ok: false,
        error: { code, message: "no space", detail: {} },
      });
    expect(failed("cancelled")).toBeUndefined();
    expect(useToastStore.getState().toasts).toHaveLength(0);
    failed("disk-full");
    expect(useToastStore.getState().toasts[0]?.content).toMatchObject({
      kind: "error",
      error: { code: "disk-full" },
    });
    expect(reportFailure({ ok: true, value: 3 })).toBe(3);
  });

  it("have an advice, and none is made up for a code of the future", () => {
    expect(adviceFor({ code: "disk-full" }, t)).toContain("Free space");
    expect(adviceFor({ code: "not-a-code" }, t)).toBe("");
  });
});

describe("long work", () => {
  it("is listed until it answers and can be cancelled", async () => {
    let seen: AbortSignal | undefined;
    const running = runTask(message("task.open"), (signal) => {
      seen = signal;
      return new Promise((resolve) =>
        signal.addEventListener("abort", () =>
          resolve({
            ok: false,
            error: { code: "cancelled", message: "", detail: {} },
          }),
        ),
      );
    });
    const [task] = useProgressStore.getState().tasks;
    expect(task?.label.id).toBe("task.open");
    task?.cancel();
    expect(seen?.aborted).toBe(true);
    expect((await running).ok).toBe(false);
    expect(useProgressStore.getState().tasks).toHaveLength(0);
  });

  it("forgets an operation when it is done", () => {
    const report = { operation: "save", id: "x", unit: "bytes" as const };
    receiveProgress({ ...report, done: 1, total: 2 });
    expect(useProgressStore.getState().progress).toHaveProperty("x");
    receiveProgress({ ...report, done: 2, total: 2 });
    expect(useProgressStore.getState().progress).not.toHaveProperty("x");
  });
});

describe("commands", () => {
  it("run by id while they are registered and enabled", () => {
    const ran: string[] = [];
    const dispose = registerCommands([
      { id: "a.b", title: message("app.name"), run: () => ran.push("a.b") },
      {
        id: "a.off",
        title: message("app.name"),
        isEnabled: () => false,
        run: () => ran.push("a.off"),
      },
    ]);
    expect(runCommand("a.b")).toBe(true);
    expect(runCommand("a.off")).toBe(false);
    dispose();
    expect(runCommand("a.b")).toBe(false);
    expect(ran).toEqual(["a.b"]);
  });
});

describe("theme", () => {
  it("follows the system only when asked to", () => {
    expect(effectiveTheme("system", "dark")).toBe("dark");
    expect(effectiveTheme("light", "dark")).toBe("light");
  });
});

describe("a failure in words", () => {
  it("is headed by a title, by the code only where it is unknown", () => {
    expect(failureTitle({ code: "profile-malformed" }, t)).toBe(
      "This is not a valid profile",
    );
    expect(failureTitle({ code: "of-a-later-version" }, t)).toBe(
      "of-a-later-version",
    );
  });
  it("has a way out beside it where there is one", () => {
    useToastStore.setState({ toasts: [] });
    const resume = { label: message("gdb.holds.resume"), run: () => undefined };
    toastError({ code: "gdb-busy", message: "held" }, resume);
    toastError({ code: "gdb-busy", message: "busy" });
    const [first, second] = useToastStore.getState().toasts;
    expect(first?.action).toBe(resume);
    expect(second).not.toHaveProperty("action");
  });
});

// One investigation while it is open: its session, the watchers that feed it, the profiles decoded from it, its verdict,
// and the news of all these to the window, coalesced.

import { randomUUID } from "node:crypto";
import type { InvestigationState } from "../contract/investigation-contract.ts";
import { TrivetError } from "../core/errors.ts";
import type { VerdictReport } from "../core/findings/finding.ts";
import type { JournalEntry } from "../core/investigation/journal-entry.ts";
import type { TargetState } from "../core/investigation/live-state.ts";
import type { TargetCost } from "../core/investigation/model.ts";
import {
  addCosts,
  costSample,
  recordedCost,
} from "../core/investigation/target-cost.ts";
import { SequentialIdentifiers } from "../node/clock/sequential-identifiers.ts";
import { checkByDecoding } from "../services/capture-check.ts";
import { TargetCapturer } from "../services/capture.ts";
import type { CaptureHoldersPorts } from "../services/capture-holders.ts";
import { createDiagnosisCache, diagnose } from "../services/diagnose.ts";
import type { InvestigationSession } from "../services/investigation-session.ts";
import type { HeapGraphs } from "../services/ports/heap-graphs.ts";
import type { Judge } from "../services/ports/judge.ts";
import type { ProfileEngine } from "../services/ports/profile-engine.ts";
import { ProfileService } from "../services/profiles.ts";
import type { Connection } from "../services/connect.ts";
import { TargetWatcher } from "../services/watch.ts";
import { BackgroundVerdict } from "./background-verdict.ts";
import { coalesce, type Coalesced } from "./coalesce.ts";
import { describeInvestigation, takenIds } from "./describe-investigation.ts";
import type { Emit } from "./emit.ts";
import { LiveDebugger } from "./live-debugger.ts";
import { LiveTraces } from "./live-traces.ts";
import { log } from "./log.ts";
import type { MachinePorts } from "./machine-ports.ts";

/** The window redraws at most this often. */
const newsIntervalMs = 250;
/** The whole state goes along only this often when nothing but samples came. */
const sampleNewsIntervalMs = 1_000;
/** How much of the cost a crash may lose. */
const costNoteIntervalMs = 10_000;
const verdictIntervalMs = 4_000;

export interface LiveInvestigationOptions {
  readonly session: InvestigationSession;
  readonly machine: MachinePorts;
  readonly emit: Emit;
  readonly isSample: boolean;
  /** Left behind by a run that ended without a word. */
  readonly isRecovered?: boolean;
  readonly ids?: SequentialIdentifiers;
}

/** A target while it is being watched, and what takes snapshots of it. */
export interface WatchedTarget {
  readonly watcher: TargetWatcher;
  readonly capturer: TargetCapturer;
}

export class LiveInvestigation {
  /** Names this opening of it: the window drops what it knew when this changes. */
  readonly id = randomUUID();
  readonly session: InvestigationSession;
  readonly ids: SequentialIdentifiers;
  readonly profiles: ProfileService;
  readonly verdict: BackgroundVerdict;
  readonly debugger: LiveDebugger;
  readonly traces: LiveTraces;
  readonly #machine: MachinePorts;
  readonly #emit: Emit;
  readonly #engine: ProfileEngine;
  readonly #judge: Judge;
  readonly #graphs: HeapGraphs;
  readonly #watched = new Map<string, WatchedTarget>();
  /** What was counted by a watch that has ended; a target of an earlier session is read from the journal. */
  readonly #costs = new Map<string, TargetCost>();
  readonly #costNotes = new Map<string, Coalesced>();
  readonly #news: Coalesced;
  readonly #sampleNews: Coalesced;
  readonly #appended = new Map<string, Coalesced>();
  readonly #untilMillis = new Map<string, number>();
  #isSample: boolean;
  readonly #isRecovered: boolean;
  readonly #diagnosisCache = createDiagnosisCache();
  readonly #unreadable: InvestigationState["warnings"][number][] = [];
  /** What connecting had to do without. */
  #warnings: InvestigationState["warnings"] = [];
  #isClosed = false;

  constructor(options: LiveInvestigationOptions) {
    const { session, machine, emit } = options;
    this.session = session;
    this.ids = options.ids ?? new SequentialIdentifiers(takenIds(session));
    this.#machine = machine;
    this.#emit = emit;
    this.#isSample = options.isSample;
    this.#isRecovered = options.isRecovered ?? false;
    this.#engine = machine.newEngine();
    this.#judge = machine.newJudge();
    this.#graphs = machine.newGraphs();
    this.profiles = new ProfileService(this.#engine);
    this.profiles.use(session);
    this.#news = coalesce(newsIntervalMs, () =>
      emit("investigation.changed", this.state()),
    );
    this.#sampleNews = coalesce(sampleNewsIntervalMs, () => this.#news.touch());
    this.verdict = new BackgroundVerdict({
      compute: (signal) => this.#diagnose(signal),
      publish: (report) => emit("verdict.changed", report),
      intervalMs: verdictIntervalMs,
      report: log,
    });
    this.debugger = new LiveDebugger({
      machine,
      journal: session,
      ids: this.ids,
      emit,
      onChanged: () => this.#news.touch(),
    });
    this.traces = new LiveTraces({
      machine,
      debugger: this.debugger,
      journal: session,
      ids: this.ids,
      emit,
    });
    session.onChange((entry) => this.#noticed(entry));
  }

  /** True until it is saved somewhere: the bundled archive itself is never written. */
  get isSample(): boolean {
    return this.#isSample;
  }

  /** True while a target lives that is being watched: one that died is still asked, for it may come back. */
  get recording(): boolean {
    return this.targets.some(({ watcher }) => watcher.state.status !== "ended");
  }

  /** What the window gets to see. */
  state(): InvestigationState {
    return describeInvestigation(this.session, {
      id: this.id,
      isSample: this.#isSample,
      isRecovered: this.#isRecovered,
      watched: this.#watchedStates(),
      costOf: (id) => this.debugger.costOf(id, this.#costBefore(id)),
      recording: this.recording,
      warnings: [...this.#warnings, ...this.#unreadable],
    });
  }

  #watchedStates(): ReadonlyMap<string, TargetState> {
    const states = new Map<string, TargetState>();
    for (const [id, { watcher }] of this.#watched) {
      const { state } = watcher;
      const counted = addCosts(this.#costBefore(id), state.cost);
      const cost = this.debugger.costOf(id, counted);
      states.set(id, { ...state, cost });
    }
    return states;
  }

  /** What looking had cost before the present watch, if there is one, began. */
  #costBefore(targetId: string): TargetCost {
    const counted = this.#costs.get(targetId);
    return counted ?? recordedCost(this.session.model, targetId);
  }

  wasSaved(): void {
    this.#isSample = false;
    this.#news.touch();
  }

  /** Starts to watch what was connected to. */
  watch({ target, warnings }: Connection): WatchedTarget {
    const { http, processes, clock } = this.#machine;
    const ports = {
      http,
      processes,
      clock,
      ids: this.ids,
      journal: this.session,
    };
    const watcher = new TargetWatcher(target, ports);
    const capturer = new TargetCapturer(watcher, {
      ...ports,
      check: checkByDecoding(this.#engine),
    });
    const watched = { watcher, capturer };
    this.#costs.set(target.id, this.#costBefore(target.id));
    this.#watched.set(target.id, watched);
    this.#warnings = warnings;
    const noteCost = coalesce(costNoteIntervalMs, () =>
      this.#noteCost(target.id, watcher),
    );
    this.#costNotes.set(target.id, noteCost);
    watcher.onChange(() => {
      this.#sampleNews.touch();
      noteCost.touch();
    });
    watcher.start();
    // Its first word is not to be that nothing was watched.
    this.verdict.touch(true);
    this.#news.touch();
    return watched;
  }

  /** Code: not-found for a target that is not being watched. */
  target(targetId: string): WatchedTarget {
    const watched = this.#watched.get(targetId);
    if (watched === undefined)
      throw new TrivetError(
        "not-found",
        `target ${JSON.stringify(targetId)} is not being watched`,
      );
    return watched;
  }

  /** What taking a graph of a target's heap needs. */
  get graphPorts(): CaptureHoldersPorts {
    return {
      graphs: this.#graphs,
      clock: this.#machine.clock,
      ids: this.ids,
      journal: this.session,
    };
  }

  get targets(): readonly WatchedTarget[] {
    return [...this.#watched.values()];
  }

  /** Lets go of the target, then stops asking it. */
  async unwatch(targetId: string): Promise<void> {
    const { watcher } = this.target(targetId);
    const { pid } = this.debugger.state;
    if (pid !== null && pid === watcher.target.pid)
      await this.debugger.release();
    await watcher.stop();
    this.#costNotes.get(targetId)?.dispose();
    this.#costNotes.delete(targetId);
    this.#noteCost(targetId, watcher);
    this.#costs.set(
      targetId,
      addCosts(this.#costBefore(targetId), watcher.cost.value),
    );
    this.#watched.delete(targetId);
    // The last word on a recording that has ended is on all of it.
    this.verdict.touch(true);
    this.#warnings = [];
    this.#news.touch();
  }

  /** A recorder that is killed has said all but the last seconds of it. */
  #noteCost(targetId: string, watcher: TargetWatcher): void {
    const total = addCosts(this.#costBefore(targetId), watcher.cost.value);
    this.session.append(
      costSample(targetId, this.#machine.clock.nowMillis(), total),
    );
  }

  async unwatchAll(): Promise<void> {
    await Promise.all([...this.#watched.keys()].map((id) => this.unwatch(id)));
  }

  /** Everything recorded so far is on the disk when it resolves. */
  async flush(): Promise<void> {
    await this.session.flush();
  }

  /** Stops watching, lets the disk have everything, forgets the decoded profiles. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.verdict.dispose();
    this.traces.stop();
    await this.debugger.close();
    await this.unwatchAll();
    for (const news of [
      this.#news,
      this.#sampleNews,
      ...this.#appended.values(),
    ])
      news.dispose();
    this.profiles.use(null);
    await Promise.all([
      this.#engine.close(),
      this.#judge.close(),
      this.#graphs.close(),
      this.session.close(),
    ]);
  }

  #diagnose(signal: AbortSignal): Promise<VerdictReport> {
    return diagnose({
      model: this.session.model,
      engine: this.#engine,
      readEvidence: (member) => this.session.readEvidence(member),
      cache: this.#diagnosisCache,
      judge: this.#judge,
      signal,
      onUnreadable: ({ id }, { code, message }) => {
        this.#unreadable.push({ code, message: `${id}: ${message}` });
        this.#news.touch();
      },
    });
  }

  #noticed(entry: JournalEntry | null): void {
    if (entry === null || entry.type === "view") {
      this.#news.touch();
      return;
    }
    // The window knows the cost already, and no rule reads it.
    if (entry.type === "sample" && entry.source === "trivet") return;
    if (entry.type === "sample") {
      this.#noticedSample(entry.targetId, entry.atMillis);
      this.#sampleNews.touch();
      this.verdict.touch();
      return;
    }
    if (entry.type === "snapshot") this.verdict.touch(true);
    if (entry.type === "gap") this.verdict.touch();
    if (entry.type === "gc") this.#sampleNews.touch();
    else this.#news.touch();
  }

  #noticedSample(targetId: string, atMillis: number): void {
    this.#untilMillis.set(
      targetId,
      Math.max(atMillis, this.#untilMillis.get(targetId) ?? 0),
    );
    let appended = this.#appended.get(targetId);
    if (appended === undefined) {
      appended = coalesce(newsIntervalMs, () =>
        this.#emit("series.appended", {
          investigationId: this.id,
          targetId,
          untilMillis: this.#untilMillis.get(targetId) ?? atMillis,
        }),
      );
      this.#appended.set(targetId, appended);
    }
    appended.touch();
  }
}

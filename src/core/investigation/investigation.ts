// The model: a fold over journal entries. Opening an archive, recovering a crashed recording and watching live all go
// through `apply`, so what is seen live and what is reopened cannot differ.

import type {
  HeaderEntry,
  JournalEntry,
  SampleEntry,
} from "./journal-entry.ts";
import type {
  Action,
  Gap,
  GcCycle,
  InvestigationEvent,
  Note,
  SeriesSource,
  Snapshot,
  Target,
  TranscriptChunk,
} from "./model.ts";
import { isSeriesName, type SeriesName } from "./series-catalogue.ts";
import { SeriesColumn } from "./series-column.ts";
import { emptyViewState, type ViewState } from "./view-state.ts";

/** What one source has given of a series. */
export interface SeriesShare {
  readonly source: SeriesSource;
  samples: number;
  firstMillis: number;
  lastMillis: number;
}

/** A series with who said it: one source, most often. */
interface SourcedColumn {
  readonly column: SeriesColumn;
  readonly shares: SeriesShare[];
}

export class Investigation {
  header: Omit<HeaderEntry, "type"> | null = null;
  readonly targets = new Map<string, Target>();
  readonly snapshots: Snapshot[] = [];
  readonly events: InvestigationEvent[] = [];
  readonly gaps: Gap[] = [];
  readonly gcCycles: GcCycle[] = [];
  readonly notes: Note[] = [];
  readonly actions: Action[] = [];
  readonly transcript: TranscriptChunk[] = [];
  view: ViewState = emptyViewState;
  /** By target and series; the inner keys are `SeriesName`s. */
  readonly #series = new Map<string, Map<string, SourcedColumn>>();
  readonly #seenGc = new Set<string>();

  static from(entries: Iterable<JournalEntry>): Investigation {
    const investigation = new Investigation();
    for (const entry of entries) investigation.apply(entry);
    return investigation;
  }

  apply(entry: JournalEntry): void {
    switch (entry.type) {
      case "header":
        this.header = entry;
        return;
      case "target":
        this.targets.set(entry.target.id, entry.target);
        return;
      case "sample":
        this.#applySample(entry);
        return;
      case "gap":
        this.#applyGap(entry.gap);
        return;
      case "gc":
        for (const cycle of entry.cycles) this.#applyGc(cycle);
        return;
      case "snapshot":
        this.snapshots.push(entry.snapshot);
        return;
      case "event":
        this.events.push(entry.event);
        return;
      case "note":
        this.#applyNote(entry.note);
        return;
      case "note-removed":
        this.#removeNote(entry.id);
        return;
      case "action":
        this.actions.push(entry.action);
        return;
      case "transcript":
        this.transcript.push(entry.chunk);
        return;
      case "view":
        this.view = entry.view;
        return;
    }
  }

  /** The columns of one series; undefined when the target never gave it. */
  series(targetId: string, name: SeriesName): SeriesColumn | undefined {
    return this.#series.get(targetId)?.get(name)?.column;
  }

  /** Who gave the series, and how much of it; a target's history may come from elsewhere than its recording. */
  seriesShares(targetId: string, name: SeriesName): readonly SeriesShare[] {
    return this.#series.get(targetId)?.get(name)?.shares ?? [];
  }

  seriesNames(targetId: string): readonly SeriesName[] {
    return [...(this.#series.get(targetId)?.keys() ?? [])].filter(isSeriesName);
  }

  /** First and last moment that any series, snapshot or event speaks of; null while there is nothing. */
  get range(): {
    readonly fromMillis: number;
    readonly toMillis: number;
  } | null {
    let from = Infinity;
    let to = -Infinity;
    const see = (at: number | undefined): void => {
      if (at === undefined) return;
      from = Math.min(from, at);
      to = Math.max(to, at);
    };
    for (const columns of this.#series.values())
      for (const { column } of columns.values()) {
        see(column.times[0]);
        see(column.times[column.length - 1]);
      }
    for (const snapshot of this.snapshots) see(snapshot.atMillis);
    for (const event of this.events) see(event.atMillis);
    return from <= to ? { fromMillis: from, toMillis: to } : null;
  }

  #applySample(entry: SampleEntry): void {
    let columns = this.#series.get(entry.targetId);
    if (columns === undefined) {
      columns = new Map();
      this.#series.set(entry.targetId, columns);
    }
    const { values, atMillis } = entry;
    // A day holds millions of these: no list of entries, and names are looked up once.
    for (const name in values) {
      let sourced = columns.get(name);
      if (sourced === undefined) {
        // A newer Trivet may have written series that this one does not know: they stay in the journal, unseen.
        if (!isSeriesName(name)) continue;
        sourced = { column: new SeriesColumn(), shares: [] };
        columns.set(name, sourced);
      }
      sourced.column.push(atMillis, values[name] ?? NaN);
      countShare(sourced.shares, entry);
    }
  }

  /** A gap is written when it opens and again when it closes; the second replaces the first. */
  #applyGap(gap: Gap): void {
    const open = this.gaps.findIndex(
      (other) =>
        other.toMillis === null &&
        other.targetId === gap.targetId &&
        other.source === gap.source &&
        other.fromMillis === gap.fromMillis,
    );
    if (open >= 0) this.gaps[open] = gap;
    else this.gaps.push(gap);
  }

  #applyGc(cycle: GcCycle): void {
    const key = `${cycle.targetId}#${cycle.number}@${cycle.endMillis}`;
    if (this.#seenGc.has(key)) return;
    this.#seenGc.add(key);
    this.gcCycles.push(cycle);
  }

  #applyNote(note: Note): void {
    const at = this.notes.findIndex((other) => other.id === note.id);
    if (at >= 0) this.notes[at] = note;
    else this.notes.push(note);
  }

  #removeNote(id: string): void {
    const at = this.notes.findIndex((note) => note.id === id);
    if (at >= 0) this.notes.splice(at, 1);
  }
}

function countShare(
  shares: SeriesShare[],
  { source, atMillis }: SampleEntry,
): void {
  let share = shares[0];
  if (share?.source !== source)
    share = shares.find((other) => other.source === source);
  if (share === undefined) {
    shares.push({
      source,
      samples: 1,
      firstMillis: atMillis,
      lastMillis: atMillis,
    });
    return;
  }
  share.samples++;
  if (atMillis < share.firstMillis) share.firstMillis = atMillis;
  if (atMillis > share.lastMillis) share.lastMillis = atMillis;
}

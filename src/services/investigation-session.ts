// One open investigation: the model, the disk behind it, and whoever looks on. Everything that is recorded goes through
// `append`. What was opened from an archive is never changed: the first change moves the work to a live copy of it, and
// saving writes an archive again.

import { TrivetError, toTrivetError } from "../core/errors.ts";
import { Investigation } from "../core/investigation/investigation.ts";
import type { JournalEntry } from "../core/investigation/journal-entry.ts";
import type { Note } from "../core/investigation/model.ts";
import type { ViewState } from "../core/investigation/view-state.ts";
import { aboutFile } from "./about-file.ts";
import { withFiniteValues } from "./finite-values.ts";
import type { JournalWriter } from "./journal-writer.ts";
import type { Clock, Disposable, Identifiers } from "./ports/basics.ts";
import type {
  EvidenceMember,
  InvestigationStore,
  InvestigationStores,
  OpenedInvestigation,
} from "./ports/investigation-store.ts";
import { SessionNotes } from "./session-notes.ts";
import { SettlingView } from "./settling-view.ts";

export interface SessionPorts {
  readonly stores: InvestigationStores;
  readonly clock: Clock;
  readonly ids: Identifiers;
}
export interface NewInvestigation {
  readonly title: string;
  readonly toolVersion: string;
  readonly host: string;
  /** The live folder; a new one under the default place when absent. */
  readonly path?: string;
}
export interface SessionWarning {
  readonly code: string;
  readonly message: string;
}
/** `entry` is null when something else than the journal changed: warnings, the place on disk, what is saved. */
export type SessionListener = (entry: JournalEntry | null) => void;

export class InvestigationSession implements JournalWriter {
  readonly model: Investigation;
  readonly #ports: SessionPorts;
  readonly #listeners = new Set<SessionListener>();
  readonly #openingWarnings: readonly SessionWarning[];
  #store: InvestigationStore | null;
  #opened: OpenedInvestigation | null;
  /** Entries that wait for the live copy. */
  #waiting: JournalEntry[] = [];
  #goingLive: Promise<InvestigationStore> | null = null;
  #liveProblem: TrivetError | null = null;
  readonly #view: SettlingView;
  readonly #notes: SessionNotes;
  #place: { readonly path: string; readonly kind: "live" | "archive" };
  #savedTo: string | null = null;
  #unsaved = false;
  readonly #fromArchive: boolean;
  #closed = false;

  private constructor(
    ports: SessionPorts,
    content: {
      readonly model: Investigation;
      readonly store: InvestigationStore | null;
      readonly opened: OpenedInvestigation | null;
    },
  ) {
    this.#ports = ports;
    this.model = content.model;
    this.#view = new SettlingView(ports.clock, (view) => {
      const atMillis = ports.clock.nowMillis();
      this.#store?.append({ type: "view", atMillis, view });
    });
    this.#notes = new SessionNotes({
      ...ports,
      notes: () => this.model.notes,
      append: (entry) => this.append(entry),
    });
    this.#store = content.store;
    this.#opened = content.opened;
    const { store, opened } = content;
    this.#place = {
      path: store?.path ?? opened?.path ?? "",
      kind: store === null ? (opened?.kind ?? "live") : "live",
    };
    this.#openingWarnings = content.opened?.warnings ?? [];
    this.#fromArchive = content.opened?.kind === "archive";
    if (content.opened?.kind === "archive") this.#savedTo = content.opened.path;
    else this.#unsaved = content.opened !== null;
  }

  /** A new live investigation. Codes: disk-full, disk-failed, investigation-locked. */
  static async create(
    ports: SessionPorts,
    about: NewInvestigation,
  ): Promise<InvestigationSession> {
    const later = new LateListener();
    const store = await ports.stores.create({
      ...(about.path === undefined ? {} : { path: about.path }),
      title: about.title,
      onProblem: later.call,
    });
    const model = new Investigation();
    const session = new InvestigationSession(ports, {
      model,
      store,
      opened: null,
    });
    later.listener = session.#onDiskProblem;
    session.append({
      type: "header",
      createdAtMillis: ports.clock.nowMillis(),
      title: about.title,
      tool: { name: "trivet", version: about.toolVersion },
      host: about.host,
    });
    session.#unsaved = false;
    // An investigation on disk always says what it is, however soon its recorder dies.
    await store.flush();
    return session;
  }

  /** An archive or a live folder, for reading until something is added. Codes: those of `InvestigationStores.open`. */
  static async open(
    ports: SessionPorts,
    path: string,
    signal?: AbortSignal,
  ): Promise<InvestigationSession> {
    const opened = await aboutFile(path, () => ports.stores.open(path, signal));
    const model = Investigation.from(opened.entries);
    return new InvestigationSession(ports, { model, store: null, opened });
  }

  /** Goes on writing at once: in the folder of a recorder that died, or in a live copy of an archive. */
  static async resume(
    ports: SessionPorts,
    path: string,
  ): Promise<InvestigationSession> {
    const later = new LateListener();
    const { store, opened } = await aboutFile(path, () =>
      ports.stores.resume(path, later.call),
    );
    const model = Investigation.from(opened.entries);
    const session = new InvestigationSession(ports, { model, store, opened });
    later.listener = session.#onDiskProblem;
    if (store.path !== path) {
      session.#savedTo = path;
      session.#unsaved = false;
    }
    return session;
  }

  /** The live folder once there is one, else what was opened. */
  get path(): string {
    return this.#place.path;
  }

  get kind(): "live" | "archive" {
    return this.#place.kind;
  }

  /** The archive that was opened or last written; null when there is none. */
  get savedTo(): string | null {
    return this.#savedTo;
  }

  /** True while all that is here came from an archive: a save alone makes it no recording. */
  get isAsArchived(): boolean {
    return this.#fromArchive && !this.#unsaved;
  }

  /** True when something besides the view came since the last save. */
  get unsaved(): boolean {
    return this.#unsaved;
  }

  /** What opening had to leave out, and what the disk says right now. */
  get warnings(): readonly SessionWarning[] {
    const problem = this.#store?.problem ?? this.#liveProblem;
    if (problem === null) return this.#openingWarnings;
    const { code, message } = toTrivetError(problem);
    return [...this.#openingWarnings, { code, message }];
  }

  /** Called after each change, with the entry that made it. Gathering bursts is the listener's business. */
  onChange(listener: SessionListener): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  append(entry: JournalEntry): void {
    if (this.#closed) return;
    const written = withFiniteValues(entry);
    this.model.apply(written);
    if (written.type !== "view") this.#unsaved = true;
    if (this.#store !== null && this.#waiting.length === 0)
      this.#store.append(written);
    else {
      this.#waiting.push(written);
      // A failure is shown in `warnings`; the entries wait, and the next one tries again.
      this.#goLive().catch(() => {});
    }
    this.#notify(written);
  }

  async putEvidence(
    bytes: Uint8Array,
    extension: string,
  ): Promise<EvidenceMember> {
    const store = await this.#goLive();
    return store.putEvidence(bytes, extension);
  }

  /** Codes: not-found, archive-mismatch (verified on every read), disk-failed. */
  async readEvidence(member: string): Promise<Uint8Array> {
    const source = this.#store ?? this.#opened;
    if (source === null)
      throw new TrivetError("not-found", `no such evidence: ${member}`);
    return source.readEvidence(member);
  }

  addNote(text: string, aboutMillis: number | null): Note {
    return this.#notes.add(text, aboutMillis);
  }

  /** Code: not-found. */
  editNote(id: string, text: string): Note {
    return this.#notes.edit(id, text);
  }

  /** Code: not-found. */
  removeNote(id: string): void {
    this.#notes.remove(id);
  }

  /**
   * Remembers what the author looks at; written once it stands still. Looking around in an archive changes nothing on
   * disk: the view waits for the next save or the next real change.
   */
  saveView(view: ViewState): void {
    if (this.#closed || isSameView(view, this.model.view)) return;
    this.model.view = view;
    if (this.#store === null) this.#view.keep(view);
    else this.#view.settle(view);
    this.#notify(null);
  }

  /** Everything handed over is durable when it resolves. Codes: disk-full, disk-failed. */
  async flush(): Promise<void> {
    if (this.#store === null && this.#waiting.length === 0) return;
    const store = await this.#goLive();
    this.#writeView();
    await store.flush();
  }

  /**
   * Writes the archive, in one step, over what stands at `path`. Codes: disk-full, disk-failed, cancelled, and those of
   * opening when an archive's live copy has to be made first.
   */
  async save(
    path: string,
    options: {
      readonly signal?: AbortSignal;
      readonly onProgress?: (done: number, total: number) => void;
    } = {},
  ): Promise<{
    readonly path: string;
    readonly bytes: number;
    readonly members: number;
  }> {
    const store = await this.#goLive();
    this.#writeView();
    // What is appended while the archive is written is not in it.
    const wasUnsaved = this.#unsaved;
    this.#unsaved = false;
    try {
      const written = await aboutFile(path, () =>
        store.exportArchive(path, options),
      );
      this.#savedTo = written.path;
      return written;
    } catch (error) {
      this.#unsaved ||= wasUnsaved;
      throw error;
    } finally {
      this.#notify(null);
    }
  }

  /** Writes what waits and lets go of the disk. Codes: disk-full, disk-failed; it is closed all the same. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#writeView();
    this.#closed = true;
    this.#view.stop();
    this.#listeners.clear();
    try {
      if (this.#waiting.length > 0) await this.#goLive();
      else await this.#goingLive;
    } finally {
      const store = this.#store;
      this.#store = null;
      await this.#closeOpened();
      await store?.close();
    }
  }

  /** The store to write to; the first call on something opened makes the live copy or takes the folder's lock. */
  #goLive(): Promise<InvestigationStore> {
    if (this.#store !== null) return Promise.resolve(this.#store);
    this.#goingLive ??= this.#resumeOpened().finally(() => {
      this.#goingLive = null;
    });
    return this.#goingLive;
  }

  async #resumeOpened(): Promise<InvestigationStore> {
    if (this.#opened === null)
      throw new TrivetError("internal", "the investigation is closed");
    try {
      const known = this.#opened.entries.length;
      const { store, opened } = await this.#ports.stores.resume(
        this.#opened.path,
        this.#onDiskProblem,
      );
      // A folder whose recorder went on after it was opened here: the model learns what came since.
      for (const entry of opened.entries.slice(known)) this.model.apply(entry);
      this.#store = store;
      this.#place = { path: store.path, kind: "live" };
      await this.#closeOpened();
      this.#liveProblem = null;
      this.#writeView();
      for (const entry of this.#waiting) store.append(entry);
      this.#waiting = [];
      this.#notify(null);
      return store;
    } catch (error) {
      this.#liveProblem = toTrivetError(error);
      this.#notify(null);
      throw error;
    }
  }

  async #closeOpened(): Promise<void> {
    const opened = this.#opened;
    this.#opened = null;
    await opened?.close();
  }

  #writeView(): void {
    if (this.#store !== null) this.#view.write();
  }

  readonly #onDiskProblem = (): void => this.#notify(null);

  #notify(entry: JournalEntry | null): void {
    for (const listener of this.#listeners) listener(entry);
  }
}

/** The store is made before the session that listens to it. */
class LateListener {
  listener: () => void = () => {};
  readonly call = (): void => this.listener();
}

function isSameView(a: ViewState, b: ViewState): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

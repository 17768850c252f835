// Which profiles are decoded: a snapshot's evidence is loaded into the engine when something of it is first asked for, and
// the last few are kept. Queries name snapshots; the engine gets them with its own ids.

import { TrivetError } from "../core/errors.ts";
import type {
  GcCycle,
  InvestigationEvent,
  Snapshot,
} from "../core/investigation/model.ts";
import type { ProfileSummary } from "../core/pprof/views.ts";
import type { ProfileEngine } from "./ports/profile-engine.ts";
import type {
  GoroutineSubject,
  ProfileSubjectRef,
} from "./ports/profile-queries.ts";

/** What is needed of an investigation; a JournalWriter is one, and so is an opened archive with its model. */
export interface SnapshotSource {
  readonly model: {
    readonly snapshots: readonly Snapshot[];
    /** They date what snapshots show, and tell of restarts between them. */
    readonly gcCycles?: readonly GcCycle[];
    readonly events?: readonly InvestigationEvent[];
  };
  readEvidence(member: string): Promise<Uint8Array>;
}

/** A snapshot, and the earlier one that it is compared with. */
type SnapshotPair = Pick<GoroutineSubject, "id" | "beforeId">;

/** A profile in use, or kept for the next question. */
interface Held {
  readonly engineId: string;
  readonly snapshot: Snapshot;
  readonly source: SnapshotSource;
  /** Null while the engine works on it. */
  loading: Promise<ProfileSummary> | null;
  summary: ProfileSummary | null;
  users: number;
}

export class SnapshotProfiles {
  readonly #engine: ProfileEngine;
  readonly #maxHeld: number;
  #source: SnapshotSource | null = null;
  /** Snapshot ids are unique within an investigation only, engine ids carry which one it was. */
  #generation = 0;
  /** By snapshot id, least recently used first. */
  readonly #held = new Map<string, Held>();

  /** `maxHeld`: decoded profiles to keep when nobody uses them. */
  constructor(engine: ProfileEngine, maxHeld: number) {
    this.#engine = engine;
    this.#maxHeld = maxHeld;
  }

  /** Another investigation, or none: everything decoded is dropped, and what is under way fails as `cancelled`. */
  use(source: SnapshotSource | null): void {
    for (const held of this.#held.values()) this.#engine.unload(held.engineId);
    this.#held.clear();
    this.#generation++;
    this.#source = source;
  }

  /** Of what is open now; null when nothing is. */
  get model(): SnapshotSource["model"] | null {
    return this.#source?.model ?? null;
  }

  /** An id for the engine that no other investigation has. */
  engineId(name: string): string {
    return `${this.#generation}/${name}`;
  }

  /** Code: not-found. */
  snapshot(id: string): Snapshot {
    const snapshot = this.#source?.model.snapshots.find(
      (candidate) => candidate.id === id,
    );
    if (snapshot === undefined)
      throw new TrivetError("not-found", `no snapshot ${id}`);
    return snapshot;
  }

  /** Runs `use` with the engine ids of these snapshots, none of which is dropped before it is done. */
  async with<T>(
    snapshotIds: readonly string[],
    signal: AbortSignal | undefined,
    use: (
      engineIds: readonly string[],
      summaries: readonly ProfileSummary[],
    ) => Promise<T>,
  ): Promise<T> {
    const held: Held[] = [];
    try {
      for (const id of snapshotIds) held.push(this.#hold(id));
      const summaries: ProfileSummary[] = [];
      for (const profile of held)
        summaries.push(await this.#ensureLoaded(profile, signal));
      return await use(
        held.map((profile) => profile.engineId),
        summaries,
      );
    } finally {
      for (const profile of held) profile.users--;
      this.#dropUnused();
    }
  }

  /** Runs `use` with the query about the engine's profiles. */
  async about<Q extends { readonly subject: ProfileSubjectRef }, T>(
    query: Q,
    signal: AbortSignal | undefined,
    use: (own: Q) => Promise<T>,
  ): Promise<T> {
    return this.with(snapshotsOf(query.subject), signal, (ids) =>
      use({ ...query, subject: renamed(query.subject, ids) }),
    );
  }

  /** Runs `use` with the engine's ids of a snapshot and the earlier one. */
  async withPair<T>(
    { id, beforeId }: SnapshotPair,
    signal: AbortSignal | undefined,
    use: (own: SnapshotPair) => Promise<T>,
  ): Promise<T> {
    const snapshots = beforeId === null ? [id] : [id, beforeId];
    return this.with(snapshots, signal, ([own, before]) =>
      use({ id: own ?? id, beforeId: before ?? null }),
    );
  }

  #hold(snapshotId: string): Held {
    const held = this.#held.get(snapshotId) ?? this.#newHeld(snapshotId);
    held.users++;
    this.#held.delete(snapshotId);
    this.#held.set(snapshotId, held);
    return held;
  }

  #newHeld(snapshotId: string): Held {
    const snapshot = this.snapshot(snapshotId);
    if (this.#source === null || snapshot.kind === "spans")
      throw new TrivetError(
        "profile-incompatible",
        `snapshot ${snapshotId} is a census of spans, not a profile`,
      );
    return {
      engineId: this.engineId(snapshotId),
      snapshot,
      source: this.#source,
      loading: null,
      summary: null,
      users: 0,
    };
  }

  async #ensureLoaded(
    held: Held,
    signal: AbortSignal | undefined,
  ): Promise<ProfileSummary> {
    // An engine that was restarted has forgotten what it held.
    if (held.summary !== null && this.#engine.isLoaded(held.engineId))
      return held.summary;
    held.loading ??= this.#load(held).finally(() => {
      held.loading = null;
    });
    // The load goes on when one of those who wait for it gives up: the others still want it, and so will the next.
    return abandonOnAbort(held.loading, signal);
  }

  async #load(held: Held): Promise<ProfileSummary> {
    const bytes = await held.source.readEvidence(held.snapshot.member);
    held.summary = await this.#engine.load(held.engineId, bytes);
    if (this.#held.get(held.snapshot.id) !== held) {
      this.#engine.unload(held.engineId);
      throw new TrivetError(
        "cancelled",
        "another investigation was opened meanwhile",
      );
    }
    return held.summary;
  }

  #dropUnused(): void {
    for (const [snapshotId, held] of this.#held) {
      if (this.#held.size <= this.#maxHeld) return;
      if (held.users > 0) continue;
      this.#held.delete(snapshotId);
      this.#engine.unload(held.engineId);
    }
  }
}

function snapshotsOf(subject: ProfileSubjectRef): readonly string[] {
  return subject.kind === "single"
    ? [subject.id]
    : [subject.before, subject.after];
}

/** The subject with engine ids, in the order of `snapshotsOf`. */
function renamed(
  subject: ProfileSubjectRef,
  ids: readonly string[],
): ProfileSubjectRef {
  const [first = "", second = ""] = ids;
  return subject.kind === "single"
    ? { ...subject, id: first }
    : { ...subject, before: first, after: second };
}

async function abandonOnAbort<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return work;
  if (signal.aborted) throw new TrivetError("cancelled", "cancelled");
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => {
      reject(new TrivetError("cancelled", "cancelled"));
    };
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => {
      signal.removeEventListener("abort", onAbort);
    });
  });
}

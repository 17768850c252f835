// The ways to get an investigation onto the desk: a new one, a file, the bundled sample.

import { access } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { TrivetError } from "../core/errors.ts";
import type { SequentialIdentifiers } from "../node/clock/sequential-identifiers.ts";
import {
  InvestigationSession,
  type SessionPorts,
} from "../services/investigation-session.ts";
import type { Desk } from "./desk.ts";
import type { Emit } from "./emit.ts";
import { LiveInvestigation } from "./live-investigation.ts";
import type { MachinePorts } from "./machine-ports.ts";
import type { Parting } from "./parting.ts";
import type { RecentFiles } from "./recent-files.ts";

export interface OpenersParts {
  readonly desk: Desk;
  readonly machine: MachinePorts;
  readonly emit: Emit;
  readonly recentFiles: RecentFiles;
  readonly version: string;
  /** The bundled sample's path, whether it is there or not. */
  readonly sample: string;
}

export class Openers {
  readonly #parts: OpenersParts;

  constructor(parts: OpenersParts) {
    this.#parts = parts;
  }

  /**
   * A new live investigation. With `ids`, those that its first target was already named by; with `agreed`, nobody is
   * asked again. Code: cancelled when what is open is to stay.
   */
  async create(
    title: string,
    ids?: SequentialIdentifiers,
    agreed?: Parting,
  ): Promise<LiveInvestigation> {
    const { desk, version } = this.#parts;
    const created = await desk.replace(async () => {
      const session = await InvestigationSession.create(this.#sessionPorts(), {
        title,
        toolVersion: version,
        host: hostname(),
      });
      return this.#lay(session, { isSample: false, ids });
    }, agreed);
    await this.remember(created.session.path);
    return created;
  }

  /** An archive or a recording's folder. Codes: those of `InvestigationStores.open`. */
  async openFile(
    path: string,
    signal?: AbortSignal,
  ): Promise<LiveInvestigation> {
    return this.#open(path, false, signal);
  }

  /** What a run left on the desk that ended without a word; the window says that it is back. Codes: as `openFile`. */
  async recover(path: string): Promise<LiveInvestigation> {
    return this.#open(path, true);
  }

  async #open(
    path: string,
    isRecovered: boolean,
    signal?: AbortSignal,
  ): Promise<LiveInvestigation> {
    const { desk } = this.#parts;
    if (desk.open?.session.path === path) return desk.open;
    const opened = await desk.replace(
      async () =>
        this.#lay(
          await InvestigationSession.open(this.#sessionPorts(), path, signal),
          { isSample: false, isRecovered },
        ),
      null,
      signal,
    );
    await this.remember(path);
    return opened;
  }

  /** Code: sample-missing, and those of opening. */
  async openSample(): Promise<LiveInvestigation> {
    const { desk, sample } = this.#parts;
    await this.#requireSample();
    return desk.replace(async () =>
      this.#lay(await InvestigationSession.open(this.#sessionPorts(), sample), {
        isSample: true,
      }),
    );
  }

  async hasSample(): Promise<boolean> {
    return access(this.#parts.sample).then(
      () => true,
      () => false,
    );
  }

  async remember(path: string): Promise<void> {
    await this.#parts.recentFiles.add(
      path,
      this.#parts.machine.clock.nowMillis(),
    );
  }

  async #requireSample(): Promise<void> {
    if (!(await this.hasSample()))
      throw new TrivetError(
        "sample-missing",
        `${join("resources", "sample")} holds no sample`,
      );
  }

  #sessionPorts(): SessionPorts {
    const { stores, clock, newIds } = this.#parts.machine;
    return { stores, clock, ids: newIds() };
  }

  #lay(
    session: InvestigationSession,
    options: {
      readonly isSample: boolean;
      readonly isRecovered?: boolean;
      readonly ids?: SequentialIdentifiers | undefined;
    },
  ): LiveInvestigation {
    const { machine, emit } = this.#parts;
    const { isSample, isRecovered = false, ids } = options;
    return new LiveInvestigation({
      session,
      machine,
      emit,
      isSample,
      isRecovered,
      ...(ids === undefined ? {} : { ids }),
    });
  }
}

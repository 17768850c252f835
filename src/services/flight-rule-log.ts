// The log as the flight recorder's rules see it: which of their patterns a line had lately.

import { LineSplitter } from "../core/logs/line-splitter.ts";
import type { Clock } from "./ports/basics.ts";
import type { LogFiles, LogFollower } from "./ports/target.ts";

export interface RuleLogRequest {
  readonly path: string;
  readonly files: LogFiles;
  /** By pattern, as it stands in the rule. */
  readonly patterns: ReadonlyMap<string, (line: string) => boolean>;
}

/** A line counts for so long. */
const heldMs = 60_000;
/** With two to four looks a second; of a faster log the newest. */
const maxBytes = 1 << 20;

export class RuleLog {
  readonly #request: RuleLogRequest;
  readonly #clock: Clock;
  readonly #splitter = new LineSplitter();
  readonly #seenMs = new Map<string, number>();
  #follower: LogFollower | null = null;

  constructor(request: RuleLogRequest, clock: Clock) {
    this.#request = request;
    this.#clock = clock;
  }

  /** Reads what is new. Never throws: a log that is not there is told by the collector of logs. */
  async look(): Promise<void> {
    const { files, path } = this.#request;
    try {
      this.#follower ??= await files.follow(path);
      const growth = await this.#follower.read(maxBytes);
      if (growth.isFresh) this.#splitter.forget({ inMiddle: false });
      if (growth.skippedBytes > 0) this.#splitter.forget({ inMiddle: true });
      this.#match(this.#splitter.push(growth.bytes));
    } catch {
      return;
    }
  }

  /** Patterns that a line of the last minute had. */
  seen(): ReadonlySet<string> {
    const since = this.#clock.monotonicMillis() - heldMs;
    return new Set(
      [...this.#seenMs].filter(([, at]) => at >= since).map(([text]) => text),
    );
  }

  async close(): Promise<void> {
    await this.#follower?.close();
    this.#follower = null;
  }

  #match(lines: readonly string[]): void {
    const nowMs = this.#clock.monotonicMillis();
    for (const [text, has] of this.#request.patterns)
      if (lines.some((line) => has(line))) this.#seenMs.set(text, nowMs);
  }
}

// Goroutine dumps by profile id, and their views. Of a profile that only counts goroutines the dump is made when it is
// first asked for.

import { gunzipSync, gzipSync } from "node:zlib";
import { toTrivetError, TrivetError } from "../../core/errors.ts";
import {
  browseGoroutines,
  type BrowseOptions,
} from "../../core/goroutines/browse-goroutines.ts";
import type {
  BrowserView,
  GoroutineDetails,
} from "../../core/goroutines/browser-views.ts";
import { countedDump } from "../../core/goroutines/count-records.ts";
import {
  describeGoroutines,
  findGoroutine,
} from "../../core/goroutines/describe-goroutines.ts";
import type {
  GoroutineDump,
  Stack,
} from "../../core/goroutines/goroutine-dump.ts";
import { buildGoroutineGroups } from "../../core/pprof/goroutine-groups.ts";
import { asTyped, ignoringCase } from "../../core/pprof/search-text.ts";
import { GoDistribution } from "../../core/pprof/go-symbol.ts";
import type { Checkpoint, Profile } from "../../core/pprof/profile.ts";
import { goroutineId } from "../../core/units.ts";
import { lastDump } from "./read-profile.ts";
import type {
  DescribeGoroutinesQuery,
  BrowseGoroutinesQuery,
  FoundGoroutine,
  GoroutineSubject,
} from "../../services/ports/profile-queries.ts";

/** Goroutines take some 800 bytes each as records, and a tenth of that as gzipped text. */
const defaultKept = 250_000;

export class HeldGoroutines {
  /** Least recently used first. */
  readonly #dumps = new Map<string, GoroutineDump>();
  /** Texts of large dumps, gzipped: they are read again when they are wanted after others have taken their room. */
  readonly #texts = new Map<string, Uint8Array>();
  readonly #profileOf: (id: string) => Profile;
  readonly #keptGoroutines: number;

  /** `profileOf` throws for an id that is not loaded; `keptGoroutines`: how many to hold as records. */
  constructor(
    profileOf: (id: string) => Profile,
    options: { readonly keptGoroutines?: number } = {},
  ) {
    this.#profileOf = profileOf;
    this.#keptGoroutines = options.keptGoroutines ?? defaultKept;
  }

  /** `text` is what it was read from; null when it can be made again from the profile. */
  keep(id: string, dump: GoroutineDump, text: Uint8Array | null): void {
    this.#dumps.delete(id);
    this.#dumps.set(id, dump);
    if (text !== null) this.#texts.set(id, gzipSync(text, { level: 1 }));
    let kept = 0;
    for (const [other, { goroutines }] of [...this.#dumps].reverse()) {
      kept += goroutines.length;
      if (kept > this.#keptGoroutines && other !== id)
        this.#dumps.delete(other);
    }
  }

  forget(id: string): void {
    this.#dumps.delete(id);
    this.#texts.delete(id);
  }

  async browse(
    query: BrowseGoroutinesQuery,
    checkpoint: Checkpoint,
  ): Promise<BrowserView> {
    const { dump, before, options } = await this.#subject(query, checkpoint);
    return browseGoroutines(dump, before, query, options);
  }

  async describe(
    query: DescribeGoroutinesQuery,
    checkpoint: Checkpoint,
  ): Promise<GoroutineDetails | null> {
    const { dump, before, options } = await this.#subject(query, checkpoint);
    return describeGoroutines(dump, before, query, options);
  }

  find(id: string, goroutine: number, checkpoint: Checkpoint): FoundGoroutine {
    const dump = this.#dump(id, checkpoint);
    const [first] = dump.goroutines;
    return {
      tellsIds: first === undefined || first.id !== null,
      goroutine: findGoroutine(dump, goroutineId(goroutine)),
    };
  }

  async #subject(
    { id, beforeId, search }: GoroutineSubject,
    checkpoint: Checkpoint,
  ): Promise<{
    readonly dump: GoroutineDump;
    readonly before: GoroutineDump | null;
    readonly options: BrowseOptions;
  }> {
    const dump = this.#dump(id, checkpoint);
    const before = beforeId === null ? null : this.#dump(beforeId, checkpoint);
    const distribution = learnDistribution(dump, before);
    return {
      dump,
      before,
      options: {
        // Case does not matter to people who search; an id is searched for by its number.
        matches: search === "" ? null : await compileSearch(search),
        id: /^#?\d{1,15}$/.test(search)
          ? Number(search.replace("#", ""))
          : null,
        isDistribution: (frame) => distribution.has(frame),
        checkpoint,
      },
    };
  }

  #dump(id: string, checkpoint: Checkpoint): GoroutineDump {
    const known = this.#dumps.get(id);
    if (known !== undefined) {
      this.#dumps.delete(id);
      this.#dumps.set(id, known);
      return known;
    }
    const text = this.#texts.get(id);
    if (text !== undefined) {
      const again = lastDump(gunzipSync(text), checkpoint);
      this.keep(id, again, null);
      return again;
    }
    const groups = buildGoroutineGroups(this.#profileOf(id), null, checkpoint);
    const dump = countedDump(groups);
    this.keep(id, dump, null);
    return dump;
  }
}

/** Code: expression-invalid. */
async function compileSearch(
  search: string,
): Promise<(text: string) => boolean> {
  // Only those who search pay for the engine of expressions.
  const { compileExpression } = await import("./compile-expression.ts");
  try {
    return compileExpression("search", ignoringCase(search));
  } catch (thrown) {
    const { message } = toTrivetError(thrown);
    throw new TrivetError("expression-invalid", asTyped(message, search), {
      cause: thrown,
      detail: { filter: "search" },
    });
  }
}

function learnDistribution(
  ...dumps: readonly (GoroutineDump | null)[]
): GoDistribution {
  const stacks = new Set<Stack>();
  for (const dump of dumps)
    for (const { stack } of dump?.goroutines ?? []) stacks.add(stack);
  return GoDistribution.learn([...stacks].flatMap(({ frames }) => frames));
}

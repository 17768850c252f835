// Source beside a profile: the profile says which file, this machine has it or not, and the compiler says why a line
// allocates. A front end names snapshots and functions; a path never comes from it.

import type { EscapeReport } from "../core/pprof/source-escapes.ts";
import type { PathMapping } from "../core/pprof/source-paths.ts";
import type { SourceView } from "../core/pprof/source-text.ts";
import type { SourceLines } from "../core/pprof/source-view.ts";
import type { SourceFiles, SourceRequest } from "./ports/machine.ts";
import type { SourceQuery } from "./ports/profile-queries.ts";
import type { ProfileService } from "./profiles.ts";

export interface SourceParts {
  readonly profiles: Pick<ProfileService, "source">;
  readonly files: SourceFiles;
  readonly mappings: readonly PathMapping[];
  /** The Go version of the target that a snapshot is of; null = not known. */
  readonly goVersionOf: (snapshotId: string) => string | null;
}

/** `query.subject` names snapshots. Codes: those of profiles. */
export async function viewSource(
  query: SourceQuery,
  parts: SourceParts,
  signal?: AbortSignal,
): Promise<SourceView> {
  const lines = await parts.profiles.source(query, signal);
  const request = requestFor(query, lines, parts);
  const text = await parts.files.read(
    { ...request, aroundLine: mainLine(query, lines) },
    signal,
  );
  return { ...lines, text, targetGoVersion: request.goVersion };
}

/** Codes: those of profiles and of `SourceFiles.escapes`. */
export async function explainSource(
  query: SourceQuery,
  parts: SourceParts,
  signal?: AbortSignal,
): Promise<EscapeReport> {
  const lines = await parts.profiles.source(query, signal);
  return parts.files.escapes(requestFor(query, lines, parts), signal);
}

function requestFor(
  query: SourceQuery,
  lines: SourceLines,
  { mappings, goVersionOf }: SourceParts,
): SourceRequest {
  const { subject } = query;
  return {
    file: lines.file,
    function: query.function,
    mappings,
    goVersion: goVersionOf(
      subject.kind === "single" ? subject.id : subject.after,
    ),
  };
}

/** The function's start; a very long file is shown around it. */
function mainLine(query: SourceQuery, { functions }: SourceLines): number {
  const own = functions.find(({ name }) => name === query.function);
  return own?.firstLine ?? 1;
}

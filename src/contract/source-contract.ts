// What window and main say to each other about source files: a function's lines, and where files are looked for.

import { z } from "zod";
import type { EscapeReport } from "../core/pprof/source-escapes.ts";
import { isAbsolute, type PathMapping } from "../core/pprof/source-paths.ts";
import type { SourceView } from "../core/pprof/source-text.ts";
import { call } from "./define.ts";
import { none } from "./fields.ts";
import { functionQuery } from "./profile-query.ts";

/** The file is one that the profile has the function in; null = the one with the most of it. */
const sourceQuery = {
  ...functionQuery,
  file: z.string().max(100_000).nullable(),
  whole: z.boolean(),
};

export const pathMappingsSchema = z
  .array(
    z.strictObject({
      from: z.string().min(1).max(4096),
      to: z
        .string()
        .max(4096)
        .refine((folder) => isAbsolute(folder), "not an absolute path"),
    }),
  )
  .max(100);

export const source = {
  /** A function's lines with their values, beside the text where the file is on this machine. */
  read: call(z.strictObject(sourceQuery)).returns<SourceView>(),
  /** Compiles the file's package for the compiler's notes; runs and fetches nothing. */
  escapes: call(z.strictObject(sourceQuery)).returns<EscapeReport>(),
  mappings: call(none).returns<readonly PathMapping[]>(),
  saveMappings: call(z.strictObject({ mappings: pathMappingsSchema })).returns<
    readonly PathMapping[]
  >(),
} as const;

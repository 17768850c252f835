// The manifest of an archive: which members it has, and the SHA-256 of each. It says nothing about when or where the
// archive was written, so that the same investigation gives the same bytes.

import { z } from "zod";
import { TrivetError } from "../errors.ts";
import { manifestMember, unsafePathReason } from "./member-path.ts";
import { archiveSchema, assertSchema } from "./schema-version.ts";

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const size = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const memberSchema = z.object({
  path: z.string(),
  bytes: size,
  sha256: hex,
  /** `derived` members can be made again from the others; they are there for people who only have `unzip`. */
  kind: z.enum(["journal", "evidence", "derived"]),
});
const manifestSchema = z.object({
  schema: z.string(),
  tool: z.object({ name: z.string(), version: z.string() }),
  /** When the investigation was created; null when its journal has no header. */
  createdAtMillis: z.number().nullable(),
  journal: z.object({ entries: size, lastHash: hex }),
  /** By path, in code unit order. */
  members: z.array(memberSchema).max(1_000_000),
  /** Evidence that the journal speaks of and that was lost or damaged before the archive was written. */
  missing: z.array(z.string()),
});

export type ManifestMember = Readonly<z.output<typeof memberSchema>>;
export type Manifest = Readonly<z.output<typeof manifestSchema>>;

export function formatManifest(manifest: Omit<Manifest, "schema">): string {
  return `${JSON.stringify({ schema: archiveSchema, ...manifest }, null, 2)}\n`;
}

/** Codes: archive-malformed, archive-too-new, archive-unsafe-path. */
export function parseManifest(text: string): Manifest {
  const value = parseJson(text);
  // The version comes first: what a newer one means by its other fields is not ours to judge.
  const schema =
    typeof value === "object" && value !== null && "schema" in value
      ? value.schema
      : undefined;
  assertSchema(schema, archiveSchema, manifestMember);
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw malformed(
      `${issue?.path.map(String).join(".").slice(0, 200)}: ${issue?.message.slice(0, 200)}`,
    );
  }
  assertMembers(parsed.data.members);
  return parsed.data;
}

function assertMembers(members: readonly ManifestMember[]): void {
  const seen = new Set<string>();
  for (const { path } of members) {
    const reason = unsafePathReason(path);
    if (reason !== null)
      throw new TrivetError(
        "archive-unsafe-path",
        `${manifestMember}: a member's path ${reason}: ${JSON.stringify(path.slice(0, 200))}`,
        { detail: { member: path.slice(0, 200) } },
      );
    if (seen.has(path) || path === manifestMember)
      throw malformed(`lists ${JSON.stringify(path)} twice`);
    seen.add(path);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed("is not JSON", cause);
  }
}

function malformed(what: string, cause?: unknown): TrivetError {
  return new TrivetError("archive-malformed", `${manifestMember}: ${what}`, {
    cause,
    detail: { member: manifestMember },
  });
}

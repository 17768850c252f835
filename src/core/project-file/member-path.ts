// Names inside an archive and inside a live folder. They come from files that strangers sent, so a name is refused
// before anything is done with it.

import { TrivetError } from "../errors.ts";

export const journalMember = "journal.jsonl";
export const manifestMember = "manifest.json";

const evidencePattern =
  /^evidence\/([0-9a-f]{64})\.([a-z0-9]{1,12}(?:\.[a-z0-9]{1,12})?)$/;
const extensionPattern = /^[a-z0-9]{1,12}(?:\.[a-z0-9]{1,12})?$/;

/** `evidence/<sha256>.<extension>`; the extension is `pb.gz`, `txt` and the like. Code: bad-request. */
export function evidenceMember(sha256: string, extension: string): string {
  if (!extensionPattern.test(extension))
    throw new TrivetError(
      "bad-request",
      `not a file extension: ${JSON.stringify(extension.slice(0, 40))}`,
    );
  return `evidence/${sha256}.${extension}`;
}

/** The digest that an evidence member's name promises; null when the name is not one of ours. */
export function digestOfMember(member: string): string | null {
  return evidencePattern.exec(member)?.[1] ?? null;
}

/** Why a member's name must not be used; null when it is a plain relative path. */
export function unsafePathReason(name: string): string | null {
  if (name === "") return "is empty";
  if (name.length > 512) return "is longer than 512 characters";
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name)) return "holds a control character";
  if (name.includes("\\")) return "holds a backslash";
  if (name.startsWith("/") || /^[A-Za-z]:/.test(name)) return "is absolute";
  if (name.includes("\ufffd")) return "is not UTF-8";
  const parts = name.split("/");
  if (parts.includes("..")) return "climbs out of the archive";
  if (parts.includes("") || parts.includes("."))
    return "is not in its shortest form";
  return null;
}

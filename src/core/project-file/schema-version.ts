// Files name their format as `trivet.<what>/<major>` or `/<major>.<minor>`. A minor step only adds what older readers
// may ignore; a major step is one they must refuse.

import { TrivetError } from "../errors.ts";

export const archiveSchema = "trivet.archive/1";
export const journalSchema = "trivet.journal/1";

/** Throws archive-too-new for a higher major, archive-malformed for anything that is not a version of `expected`. */
export function assertSchema(
  found: unknown,
  expected: string,
  where: string,
): void {
  const [name, major] = expected.split("/");
  const match =
    typeof found === "string"
      ? /^([a-z.]{1,40})\/(\d{1,6})(\.\d{1,6})?$/.exec(found)
      : null;
  if (match === null || match[1] !== name)
    throw new TrivetError(
      "archive-malformed",
      `${where}: schema is not ${expected}`,
      { detail: { member: where } },
    );
  const foundMajor = Number(match[2]);
  if (foundMajor > Number(major))
    throw new TrivetError(
      "archive-too-new",
      `${where}: schema ${match[0]} is newer than ${expected}`,
      { detail: { member: where, schema: match[0] } },
    );
  if (foundMajor < 1)
    throw new TrivetError(
      "archive-malformed",
      `${where}: no schema ${match[0]} exists`,
      { detail: { member: where } },
    );
}

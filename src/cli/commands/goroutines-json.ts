// The documents of `trivet goroutines --json`.

import type {
  Creator,
  GoroutineRecord,
} from "../../core/goroutines/goroutine-dump.ts";
import type { GoroutineReport } from "../../services/goroutines.ts";

/** The document of `trivet.goroutines/1`. */
export function reportJson(report: GoroutineReport): object {
  return {
    schema: "trivet.goroutines/1",
    ...report,
    groups: report.groups.map(({ stack, ...group }) => ({
      ...group,
      createdBy: creatorJson(group.createdBy),
      ...stack,
    })),
  };
}

/** One goroutine, followed by its id. */
export function recordJson(record: GoroutineRecord): object {
  const { stack, createdBy, ancestors, ...rest } = record;
  return {
    ...rest,
    createdBy: creatorJson(createdBy),
    ancestors: ancestors.map((ancestor) => ({
      id: ancestor.id,
      createdBy: creatorJson(ancestor.createdBy),
      ...ancestor.stack,
    })),
    ...stack,
  };
}

function creatorJson(creator: Creator | null): object | null {
  return creator && { ...creator.frame, parent: creator.parent };
}

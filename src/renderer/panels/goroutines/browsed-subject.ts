// What is browsed; the same in every query about it.

import type { Grouping } from "../../../core/goroutines/group-goroutines.ts";

export interface BrowsedSubject {
  readonly snapshotId: string;
  readonly beforeId: string | null;
  readonly search: string;
  readonly levels: Grouping[];
}

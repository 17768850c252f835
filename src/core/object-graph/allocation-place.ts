// Where memory was allocated, as a line of the source that people can change.

/** The leaf-most line outside the Go distribution: the one that people can change. */
export interface AllocationPlace {
  readonly function: string;
  readonly file: string;
  readonly line: number;
  /** What of the distribution allocated there (`strings.(*Builder).grow`); "" when the line itself did. */
  readonly via: string;
}

export interface HolderSite extends AllocationPlace {
  /** Sampled objects that say so. */
  readonly samples: number;
  /** That they stand for; an estimate. */
  readonly bytes: number;
}

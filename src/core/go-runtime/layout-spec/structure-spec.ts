// How a structure of the runtime is written in a specification: by the names its source has. `a|b` are names of different
// Go versions, a trailing `?` marks what some versions do not have; what the others lack makes the layout unusable.

export interface StructureSpec {
  /** With a trailing `?` where some versions do not have it: its size is 0 there. */
  readonly type: string;
  /** Our name to the path in the structure; a path with dots goes into nested structures. */
  readonly fields: Readonly<Record<string, string>>;
}

/** By our name. */
export type StructureSpecs = Readonly<Record<string, StructureSpec>>;

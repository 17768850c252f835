// What taking a graph of the heap will cost the target, said before; measured with a trial on this machine.

export interface PauseEstimate {
  /** Bytes that are copied while it stands still. */
  readonly bytes: number;
  readonly expectedMs: number;
}

// The verdict over what is known so far, as main weighed it last.

import { create } from "zustand";
import type { WireError } from "../../contract/define.ts";
import type { VerdictReport } from "../../core/findings/finding.ts";

interface VerdictStore {
  readonly report: VerdictReport | null;
  /** Why it could not be read, if it could not. */
  readonly error: WireError | null;
  /** Whether the details are unfolded under the bar. */
  readonly isUnfolded: boolean;
}

export const useVerdictStore = create<VerdictStore>(() => ({
  report: null,
  error: null,
  isUnfolded: false,
}));

export function toggleVerdict(): void {
  useVerdictStore.setState(({ isUnfolded }) => ({ isUnfolded: !isUnfolded }));
}

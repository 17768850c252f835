// What a lens does to what is shown: asked of the worker only while there are filters, a moment after the last change.

import { useMemo } from "react";
import type { ProfileSubject } from "../../contract/profile-query.ts";
import {
  activeFilters,
  type LensEffect,
  type ProfileLens,
} from "../../core/pprof/lens.ts";
import { trivet } from "../bridge.ts";
import { useReply } from "../state/use-reply.ts";

export interface KnownLensEffect {
  readonly value: LensEffect | null;
  /** The filter that is not RE2, and what is wrong with it. */
  readonly invalid: {
    readonly filter: string;
    readonly message: string;
  } | null;
}

const nothing: KnownLensEffect = { value: null, invalid: null };

export function useLensEffect(
  subject: ProfileSubject,
  sampleType: string | null,
  lens: ProfileLens,
): KnownLensEffect {
  const subjectKey = JSON.stringify(subject);
  const load = useMemo(
    () =>
      sampleType === null || activeFilters(lens).length === 0
        ? null
        : (signal: AbortSignal) =>
            trivet.profile.lensEffect(
              {
                subject: JSON.parse(subjectKey) as ProfileSubject,
                sampleType,
                lens,
              },
              { signal },
            ),
    [subjectKey, sampleType, lens],
  );
  const { value, error, status } = useReply(load);
  return useMemo(() => {
    if (error?.code === "expression-invalid")
      return {
        value: null,
        invalid: {
          filter: String(error.detail["filter"]),
          message: error.message,
        },
      };
    return status === "failed" ? nothing : { value, invalid: null };
  }, [value, error, status]);
}

// A search of a profile as it is typed: asked of the worker, whose engine is RE2 and which sees what is not drawn.

import { useMemo } from "react";
import type { ProfileSubject } from "../../contract/profile-query.ts";
import type { ProfileLens } from "../../core/pprof/lens.ts";
import type { SearchResult } from "../../core/pprof/search-frames.ts";
import { trivet } from "../bridge.ts";
import { useReply } from "../state/use-reply.ts";
import { useSettled } from "./use-settled.ts";

const settleMs = 120;

export interface ProfileSearch {
  /** Null while nothing is searched for, or nothing was found out yet. */
  readonly result: SearchResult | null;
  /** What is wrong with the expression between the slashes; null = nothing. */
  readonly invalid: string | null;
}

const nothing: ProfileSearch = { result: null, invalid: null };

export function useProfileSearch(
  subject: ProfileSubject,
  sampleType: string | null,
  lens: ProfileLens,
  text: string,
): ProfileSearch {
  const subjectKey = JSON.stringify(subject);
  const wanted = useSettled(text, settleMs);
  const isEmpty = wanted.trim() === "";
  const { value, error } = useReply(
    useMemo(
      () =>
        sampleType === null || isEmpty
          ? null
          : (signal: AbortSignal) =>
              trivet.profile.search(
                {
                  subject: JSON.parse(subjectKey) as ProfileSubject,
                  sampleType,
                  lens,
                  text: wanted,
                },
                { signal },
              ),
      [subjectKey, sampleType, lens, wanted, isEmpty],
    ),
  );
  return useMemo(() => {
    if (isEmpty || text.trim() === "") return nothing;
    return error === null
      ? { result: value, invalid: null }
      : { result: null, invalid: error.message };
  }, [isEmpty, text, value, error]);
}

// A value that follows another one after it has stayed the same for a moment: what is typed, without each key of it.

import { useEffect, useState } from "react";

/** Compared by content: an equal value made anew does not start over. */
export function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = window.setTimeout(
      () => setSettled(JSON.parse(text) as T),
      ms,
    );
    return () => window.clearTimeout(timer);
  }, [text, ms]);
  return settled;
}

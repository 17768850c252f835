// A word about a thing's condition. The word carries the meaning, the colour only repeats it.

import type { ReactElement, ReactNode } from "react";

export type BadgeTone = "plain" | "ok" | "warning" | "danger" | "accent";

export function Badge({
  tone = "plain",
  children,
}: {
  readonly tone?: BadgeTone;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <span className={tone === "plain" ? "badge" : `badge badge--${tone}`}>
      {children}
    </span>
  );
}

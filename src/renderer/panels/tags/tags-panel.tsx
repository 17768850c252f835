// The labels of the samples, and how the total divides among their values, as `go tool pprof -tags` has it.

import type { ReactElement } from "react";
import { ShownSnapshot } from "../../ui/shown-snapshot.tsx";
import { TagsContent } from "./tags-content.tsx";

export function TagsPanel(): ReactElement {
  return (
    <ShownSnapshot>
      {(snapshot) => <TagsContent snapshot={snapshot} />}
    </ShownSnapshot>
  );
}

// The flame graph of one snapshot. Its zoom stays from one snapshot to the next: the same stack in both is what people
// compare.

import type { ReactElement } from "react";
import { ShownSnapshot } from "../../ui/shown-snapshot.tsx";
import { FlameContent } from "./flame-content.tsx";

export function FlamePanel(): ReactElement {
  return (
    <ShownSnapshot>
      {(snapshot) => <FlameContent snapshot={snapshot} />}
    </ShownSnapshot>
  );
}

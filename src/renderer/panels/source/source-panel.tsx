// The lines of the picked function with their values, beside its source where that is on this machine.

import type { ReactElement } from "react";
import { ShownSnapshot } from "../../ui/shown-snapshot.tsx";
import { SourceContent } from "./source-content.tsx";

export function SourcePanel(): ReactElement {
  return (
    <ShownSnapshot>
      {(snapshot) => <SourceContent snapshot={snapshot} />}
    </ShownSnapshot>
  );
}

// Who calls the picked function and whom it calls, as `go tool pprof -peek` has it. Every name leads there.

import type { ReactElement } from "react";
import { ShownSnapshot } from "../../ui/shown-snapshot.tsx";
import { CallersContent } from "./callers-content.tsx";

export function CallersPanel(): ReactElement {
  return (
    <ShownSnapshot>
      {(snapshot) => <CallersContent snapshot={snapshot} />}
    </ShownSnapshot>
  );
}

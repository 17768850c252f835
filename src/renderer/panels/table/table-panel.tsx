// The top table: flat and cumulative values by function, as `go tool pprof -top` has them.

import type { ReactElement } from "react";
import { ShownSnapshot } from "../../ui/shown-snapshot.tsx";
import { TableContent } from "./table-content.tsx";

export function TablePanel(): ReactElement {
  return (
    <ShownSnapshot>
      {(snapshot) => <TableContent snapshot={snapshot} />}
    </ShownSnapshot>
  );
}

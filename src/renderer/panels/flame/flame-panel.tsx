// The flame graph of one snapshot: which one, which values, search and zoom.

import type { ReactElement } from "react";
import { ShownSnapshot } from "../../ui/shown-snapshot.tsx";
import { FlameContent } from "./flame-content.tsx";
import { useFlameZoom } from "./flame-zoom-store.ts";

export function FlamePanel(): ReactElement {
  // The path stays from one snapshot to the next: the same stack in both is what people compare.
  const [path, setPath] = useFlameZoom();
  return (
    <ShownSnapshot>
      {(snapshot) => (
        <FlameContent snapshot={snapshot} path={path} onZoom={setPath} />
      )}
    </ShownSnapshot>
  );
}

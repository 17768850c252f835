// The strip of controls over a panel. `ToolbarSpace` pushes what follows to the right.

import type { ReactElement, ReactNode } from "react";

export function Toolbar({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div className="toolbar" role="group" aria-label={label}>
      {children}
    </div>
  );
}

export function ToolbarSpace(): ReactElement {
  return <span className="toolbar__space" />;
}

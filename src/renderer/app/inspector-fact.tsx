// One line of the inspector: what it is, and how much.

import type { ReactElement, ReactNode } from "react";

export function Fact({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

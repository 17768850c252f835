// Stands in until the panel has content.

import type { ReactElement } from "react";
import { useMessage } from "../../state/use-message.ts";
import { EmptyState } from "../../ui/empty-state.tsx";

export function GdbPanel(): ReactElement {
  const t = useMessage();
  return <EmptyState title={t("panel.gdb")} text="" />;
}

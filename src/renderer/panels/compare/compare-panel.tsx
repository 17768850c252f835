// Stands in until the panel has content.

import type { ReactElement } from "react";
import { useMessage } from "../../state/use-message.ts";
import { EmptyState } from "../../ui/empty-state.tsx";

export function ComparePanel(): ReactElement {
  const t = useMessage();
  return <EmptyState title={t("panel.compare")} text="" />;
}

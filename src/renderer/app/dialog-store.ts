// Which dialog is open. At most one: a dialog never opens another one over itself.

import { create } from "zustand";

export type DialogName =
  "connect" | "palette" | "shortcuts" | "settings" | "core";

interface DialogStore {
  readonly open: DialogName | null;
}

export const useDialogStore = create<DialogStore>(() => ({ open: null }));

export function openDialog(open: DialogName): void {
  useDialogStore.setState({ open });
}

export function closeDialog(): void {
  useDialogStore.setState({ open: null });
}

// Short messages that need no answer: failures with their code, and what has just been done.

import { create } from "zustand";
import type { Reply, WireError } from "../../contract/define.ts";
import type { Message } from "../../core/messages/message.ts";

export interface Toast {
  readonly id: number;
  readonly tone: "info" | "warning" | "danger";
  readonly content:
    | { readonly kind: "message"; readonly message: Message }
    | { readonly kind: "error"; readonly error: ErrorFact };
  /** A way back, for example after a delete. */
  readonly action?: { readonly label: Message; readonly run: () => void };
}

/** A failure as panels show it. Of `detail` only `file` is shown: what it is about. */
export type ErrorFact = Pick<WireError, "code" | "message"> &
  Partial<Pick<WireError, "detail">>;

interface ToastStore {
  readonly toasts: readonly Toast[];
}

const mostToasts = 4;
let nextId = 1;

export const useToastStore = create<ToastStore>(() => ({ toasts: [] }));

function push(toast: Omit<Toast, "id">): void {
  const id = nextId++;
  useToastStore.setState(({ toasts }) => ({
    toasts: [...toasts, { ...toast, id }].slice(-mostToasts),
  }));
}

export function dismissToast(id: number): void {
  useToastStore.setState(({ toasts }) => ({
    toasts: toasts.filter((toast) => toast.id !== id),
  }));
}

/** Another investigation was opened: what failed before is not about it. */
export function dismissFailures(): void {
  useToastStore.setState(({ toasts }) => ({
    toasts: toasts.filter(({ content }) => content.kind !== "error"),
  }));
}

export function toastMessage(
  message: Message,
  action?: Toast["action"],
  tone: Toast["tone"] = "info",
): void {
  push({
    tone,
    content: { kind: "message", message },
    ...(action === undefined ? {} : { action }),
  });
}

export function toastError(error: ErrorFact, action?: Toast["action"]): void {
  push({
    tone: "danger",
    content: { kind: "error", error },
    ...(action === undefined ? {} : { action }),
  });
}

/** Shows a failed reply as a toast and answers the value, or undefined. Cancelling is what the user asked for. */
export function reportFailure<T>(reply: Reply<T>): T | undefined {
  if (reply.ok) return reply.value;
  if (reply.error.code !== "cancelled") toastError(reply.error);
  return undefined;
}

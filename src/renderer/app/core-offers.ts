// Cores that are named elsewhere: on the command line, to a second start, or where an investigation was to be opened.
// The dialog opens with the path in it, and begins at once.

import { create } from "zustand";
import type { TrivetClient } from "../bridge.ts";
import { openDialog } from "./dialog-store.ts";

interface CoreOffer {
  /** Null: none, or it was taken up. */
  readonly core: string | null;
}

export const useCoreOffer = create<CoreOffer>(() => ({ core: null }));

export function offerCore(core: string): void {
  useCoreOffer.setState({ core });
  openDialog("core");
}

/** The offered path, once. */
export function takeUpOffer(): string | null {
  const { core } = useCoreOffer.getState();
  useCoreOffer.setState({ core: null });
  return core;
}

/** Answers the disposer. */
export function followCoreOffers(client: TrivetClient): () => void {
  const controller = new AbortController();
  const dispose = client.holders.onCoreOffered(({ core }) => offerCore(core));
  void client.holders
    .offeredCore({}, { signal: controller.signal })
    .then((reply) => {
      if (reply.ok && reply.value !== null) offerCore(reply.value);
    });
  return () => {
    controller.abort();
    dispose();
  };
}

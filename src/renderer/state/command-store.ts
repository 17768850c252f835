// Every command of the window, for the palette, the shortcuts and the menus of main. A panel adds its own while it is
// mounted.

import { useEffect } from "react";
import { create } from "zustand";
import type { Message } from "../../core/messages/message.ts";

export interface Command {
  /** `group.verb`, stable: main's menus name it. */
  readonly id: string;
  readonly title: Message;
  /** As it is shown: `Ctrl+K`. The key itself is bound where it is handled. */
  readonly shortcut?: string;
  /** False greys it out in the palette. */
  readonly isEnabled?: () => boolean;
  readonly run: () => void;
}

interface CommandStore {
  readonly commands: readonly Command[];
}

export const useCommandStore = create<CommandStore>(() => ({ commands: [] }));

/** Adds commands and answers how to take them back. */
export function registerCommands(commands: readonly Command[]): () => void {
  useCommandStore.setState((state) => ({
    commands: [...state.commands, ...commands],
  }));
  return () =>
    useCommandStore.setState((state) => ({
      commands: state.commands.filter((command) => !commands.includes(command)),
    }));
}

/** Registers commands while the component is mounted; pass a memoized list. */
export function useCommands(commands: readonly Command[]): void {
  useEffect(() => registerCommands(commands), [commands]);
}

/** Runs a command by its id; false when there is none or it is not enabled now. */
export function runCommand(id: string): boolean {
  const command = useCommandStore
    .getState()
    .commands.find((candidate) => candidate.id === id);
  if (command === undefined || command.isEnabled?.() === false) return false;
  command.run();
  return true;
}

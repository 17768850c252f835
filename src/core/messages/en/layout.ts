// The window's own arrangement.

export const layout = {
  "layout.splitter":
    "Height of the timeline (arrow keys; Enter or a double click resets it)",
} as const;
